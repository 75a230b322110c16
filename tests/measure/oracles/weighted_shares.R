# Weighted shares by R's survey package, for tests/measure/test_weighted_oracle.py, which builds the same survey.
#
#   Rscript tests/measure/oracles/weighted_shares.R > tests/measure/oracles/weighted_shares.csv
#
# R 4.2.2 with survey 4.1.1. A frame of 180, of which 131 responded; answers of every kind of silence.
suppressMessages(library(survey))
i <- 0:179
frame <- data.frame(i = i, level = c("hq", "field", "country")[1 + (i * 7 + i %/% 5) %% 3],
                    region = c("n", "e", "s", "w")[1 + (i * 11 + i %/% 9) %% 4], country = paste0("c", (i * 3 + i %/% 7) %% 24))
d <- frame[(i * 13 + i %/% 7) %% 18 < 13, ]
d$w <- 1 + ((d$i * 29) %% 17) / 4
kind <- (d$i * 31 + d$i %/% 4) %% 23
d$has <- as.integer(kind < 9)                       # yes
d$out <- kind %in% c(20, 21)                        # not applicable, not asked
d$unknown <- kind == 19                             # blank
d$unsure <- kind == 18                              # don't know
d$base <- as.integer(!d$out)
d$given <- as.integer(!d$out & !d$unknown)
d$all <- 1L

z <- qnorm(0.975)
wilson <- function(p, n) {
  a <- z * z / n
  half <- sqrt(a * p * (1 - p) + a * a / 4)
  c((p + a / 2 - half) / (1 + a), (p + a / 2 + half) / (1 + a))
}
tell <- function(case, base, group, design) {
  r <- svyratio(~has, as.formula(paste0("~", base)), design)
  p <- as.numeric(coef(r)); se <- as.numeric(SE(r)); n <- p * (1 - p) / se^2
  cat(sprintf("%s,%s,%s,%.15g,%.15g,%.15g,%.15g,%.15g\n", case, base, group, p, se, n, wilson(p, n)[1], wilson(p, n)[2]))
}
cat("case,base,region,share,se,n_effective,low,high\n")
regions <- c("", "n", "e", "s", "w")
for (base in c("base", "given", "all")) for (g in regions) {   # R6: the respondents of the group are the sample
  own <- if (g == "") d else d[d$region == g, ]
  own$N <- if (g == "") 180 else sum(frame$region == g)
  tell("column", base, g, svydesign(~1, weights = ~w, fpc = ~N, data = own))
  tell("loose", base, g, svydesign(~1, weights = ~w, data = own))
}
d$N <- 180
d$Nh <- as.integer(table(frame$level)[d$level])
pairs <- unique(frame[, c("level", "country")])
d$Nc <- as.integer(table(pairs$level)[d$level])
exact <- list(maxit = 500, epsilon = 1e-13)
equal <- svydesign(~1, fpc = ~N, data = d, weights = rep(1, nrow(d)))
levels <- as.data.frame(table(level = frame$level))
places <- as.data.frame(table(region = frame$region))
cells <- as.data.frame(table(level = frame$level, region = frame$region))
designs <- list(
  strata = svydesign(~1, strata = ~level, weights = ~w, fpc = ~Nh, data = d),
  clusters = svydesign(~country, strata = ~level, weights = ~w, fpc = ~Nc, data = d, nest = TRUE),
  post = postStratify(equal, ~level, levels),
  cross = postStratify(equal, ~level + region, cells),
  rake = rake(equal, list(~level, ~region), list(levels, places), control = exact)
)
for (case in names(designs)) for (base in c("base", "given", "all")) for (g in regions) {
  design <- designs[[case]]
  tell(case, base, g, if (g == "") design else subset(design, region == g))
}
