-- Put the cells of readings that cells_reads.sql computes in the place of the older ones.
INSERT INTO cell (family, day, union, first, counted, ahead, reads, anonymous, crawler, repeated, shares, superior_shares,
                  readers, told_articles, told_channels, told_reads, told_readers,
                  articles, channels, article_told, article_reads, article_anonymous, article_crawler, article_repeated, version)
