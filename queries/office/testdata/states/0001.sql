-- What a store of the first state held.
INSERT INTO producer VALUES ('hall', '["/330110/hall"]', '["330110"]', 1767225600000000, NULL);
INSERT INTO token VALUES ('ust_abcdefgh', 'hall', x'2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', 1767225600000000, 1768225600000000, NULL, 1767225660000000);
INSERT INTO handling VALUES (1, 'k/t/0', 42, 1767225600000000, 'assessor', 'dismissed', '', 'sent twice');
INSERT INTO audit VALUES (1, 1767225600000000, 'assessor', 'cli', 'producer.add', 'producer:hall', 'done', '', x'0000000000000000000000000000000000000000000000000000000000000000', x'd064abdb9c2ac38e98904783f464fea8f8679b4ba424ca21171d0106528bef49');
