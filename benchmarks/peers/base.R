# The same by hand, without a package: counts with table(), Wilson's interval from its formula.
#     Rscript benchmarks/peers/base.R FILE.csv OUT
told <- commandArgs(TRUE)
answers <- read.csv(told[1], na.strings = "", check.names = FALSE)
out <- file(told[2], "w")
z <- qnorm(0.975)
for (question in grep("^q", names(answers), value = TRUE)) {
  if (grepl("comment", question)) next
  counts <- table(answers$region, answers[[question]])
  n <- rowSums(counts)
  share <- counts / n
  scale <- 1 + z^2 / n
  middle <- (share + z^2 / (2 * n)) / scale
  half <- z * sqrt(share * (1 - share) / n + z^2 / (4 * n^2)) / scale
  writeLines(paste("##", question), out)
  write.table(cbind(counts, share, middle - half, middle + half), out, sep = " | ", quote = FALSE)
}
close(out)
