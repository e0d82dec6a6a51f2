-- What a store of the second state held beside.
INSERT INTO registry_version VALUES (1, 1767225600000000, 'assessor', 'cli', 'registry.csv', x'2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', 1);
INSERT INTO registry_union VALUES (1, 0, '3301', '云汀市总工会', '云汀市', '', 'city', 'root', 0, '', '', '', '', '', 'wechat:yunting', 'wci', 'city');
INSERT INTO services_version VALUES (1, 1767225600000000, 'assessor', 'cli', 'services.csv', x'd064abdb9c2ac38e98904783f464fea8f8679b4ba424ca21171d0106528bef49', 1);
INSERT INTO service VALUES (1, 0, 'loan', '贷款', 'Loan', 'service', 5, 'working_days', 0, '');
