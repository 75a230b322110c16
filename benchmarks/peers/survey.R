# What a statistician writes today: shares with intervals for everyone and by region, with the survey package.
#     Rscript benchmarks/peers/survey.R FILE.csv OUT
suppressMessages(library(survey))
told <- commandArgs(TRUE)
answers <- read.csv(told[1], na.strings = "", check.names = FALSE)
answers$region <- factor(answers$region)
out <- file(told[2], "w")
for (question in grep("^q", names(answers), value = TRUE)) {
  answers$value <- factor(answers[[question]])
  known <- answers[!is.na(answers$value) & !is.na(answers$region), ]
  if (grepl("comment", question) || nlevels(known$value) < 2) next
  design <- svydesign(ids = ~1, weights = ~1, data = known)
  overall <- svymean(~value, design)
  limits <- confint(overall)
  groups <- svyby(~value, ~region, design, svymean, vartype = "ci")
  writeLines(c(paste("##", question), sprintf("| %s | %.3f | %.3f | %.3f |", names(overall), coef(overall),
                                              limits[, 1], limits[, 2])), out)
  write.table(groups, out, sep = " | ", quote = FALSE)
}
close(out)
