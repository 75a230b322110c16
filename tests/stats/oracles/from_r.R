# Cases for civicmap.stats with the values of R, survey and psych, as from_r.json beside this script.
#
#     apt-get install r-base-core r-cran-survey r-cran-psych r-cran-jsonlite
#     Rscript tests/stats/oracles/from_r.R
#
# One case a line: function, positional arguments, named arguments, expected value, tolerance, program.

suppressPackageStartupMessages({ library(survey); library(psych); library(jsonlite) })
set.seed(20190401, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
cases <- character()
js <- function(v) toJSON(v, auto_unbox = TRUE, digits = I(17), na = "null", null = "null")
none <- setNames(list(), character())
case <- function(f, args, named = none, expected, tolerance = 1e-9, program = "R") {
  cases <<- c(cases, js(list(f, args, named, expected, tolerance, program)))
}
part <- function(v) as.numeric(v)

# Intervals of one share.
for (n in c(1, 2, 3, 7, 10, 30, 110, 180)) for (x in unique(c(0, 1, n %/% 3, n %/% 2, n - 1, n))) {
  for (level in c(0.95, 0.9)) {
    case("wilson", list(x, n, level), expected = part(suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int))
    case("clopper_pearson", list(x, n, level), expected = part(binom.test(x, n, conf.level = level)$conf.int))
  }
  for (N in c(n, n + 1, 2 * n + 3, 180 + n)) {
    if (N > n) {
      k <- (N - 1) / (N - n)
      wanted <- part(suppressWarnings(prop.test(x * k, n * k, correct = FALSE))$conf.int)
    } else wanted <- c(x / n, x / n)
    case("wilson", list(x, n), list(population = N), wanted)
    K <- 0:N
    kept <- K[phyper(x - 1, K, N - K, n, lower.tail = FALSE) > 0.025 + 1e-12 & phyper(x, K, N - K, n) > 0.025 + 1e-12]
    case("hypergeometric_interval", list(x, n, N), expected = part(range(kept)) / N)
  }
}
case("wilson", list(3141592, 1e7), expected = part(prop.test(3141592, 1e7, correct = FALSE)$conf.int))
case("wilson", list(I(c(0, 4, 9)), I(c(9, 9, 9))), expected = list(
  sapply(c(0, 4, 9), function(x) suppressWarnings(prop.test(x, 9, correct = FALSE))$conf.int[1]),
  sapply(c(0, 4, 9), function(x) suppressWarnings(prop.test(x, 9, correct = FALSE))$conf.int[2])))

# Tables of counts. Rows are groups.
rows <- function(m) lapply(seq_len(nrow(m)), function(i) I(as.numeric(m[i, ])))
tables <- list(c(3, 12, 9, 5), c(8, 2, 1, 5), c(0, 5, 5, 0), c(0, 3, 0, 4), c(5, 0, 3, 0), c(1, 0, 0, 1), c(10, 10, 10, 10),
  c(2, 8, 4, 6), c(34, 15, 20, 32), c(58, 14, 52, 56), c(1, 99, 7, 93), c(0, 50, 3, 20), c(120, 30, 90, 60), c(400, 600, 450, 550))
for (i in 1:12) tables <- c(tables, list(rpois(4, 8) + c(1, 0, 1, 0)))
for (t in tables) {
  m <- matrix(t, 2, byrow = TRUE)
  for (side in c("two-sided", "less", "greater"))
    case("fisher_exact", list(rows(m), side), expected = fisher.test(m, alternative = sub("-", ".", side))$p.value)
  if (all(colSums(m) > 0)) for (correct in c(FALSE, TRUE)) {
    r <- suppressWarnings(chisq.test(m, correct = correct))
    case("chi_square", list(rows(m)), list(correction = correct), unname(c(r$statistic, r$parameter, r$p.value)))
  }
}
for (i in 1:10) {
  m <- matrix(rpois(sample(2:5, 1) * 3, 6) + 1, ncol = 3)
  r <- suppressWarnings(chisq.test(m))
  case("chi_square", list(rows(m)), expected = unname(c(r$statistic, r$parameter, r$p.value)))
}

# Pairs that differ.
for (bc in list(c(0, 1), c(1, 0), c(1, 1), c(5, 5), c(3, 9), c(9, 3), c(0, 12), c(20, 31), c(1, 40), c(150, 97), c(1200, 1100), c(4000, 4150))) {
  b <- bc[1]; c_ <- bc[2]; n <- b + c_
  f <- dbinom(min(b, c_), n, 0.5)
  case("mcnemar", list(b, c_), expected = binom.test(b, n)$p.value)
  case("mcnemar", list(b, c_, "midp"), expected = if (b == c_) 1 - f / 2 else 2 * pbinom(min(b, c_), n, 0.5) - f)
  case("mcnemar", list(b, c_, "asymptotic"), expected = mcnemar.test(matrix(c(4, c_, b, 5), 2), correct = FALSE)$p.value)
}

# Families of tests.
for (ps in list(c(0.01, NA, 0.04), c(0.5), c(NA, NA), c(0, 1, 1), c(0.02, 0.02, 0.02, 0.9), c(0.001, 0.2, 0.03, NA, 0.03, 0.5, 0.04), round(runif(20), 3)^2)) {
  case("benjamini_hochberg", list(I(ps)), expected = I(p.adjust(ps, "BH")))
  case("holm", list(I(ps)), expected = I(p.adjust(ps, "holm")))
}

# Weighted shares: survey designs, domains by subsetting the design. n_effective follows from share and error.
i <- 0:39
d <- data.frame(y = as.integer((i * 7) %% 5 < 2), w = 1 + (i * 5) %% 4 + i / 100, s = i %/% 8, k = i %/% 2,
                m = (i * 3) %% 7 < 4, g = letters[1 + (i * 11) %% 3])
d$N <- c(8, 20, 31, 12, 500)[d$s + 1]
d$K <- c(4, 9, 14, 5, 77)[d$s + 1]
d$total <- 90
d$zero <- ifelse(i %% 6 == 1, 0, d$w)
d$gap <- ifelse(i %% 9 == 2, NA, d$y)
designs <- list(
  list(none, svydesign(~1, weights = ~w, data = d)),
  list(list(fpc = "total"), svydesign(~1, weights = ~w, fpc = ~total, data = d)),
  list(list(strata = "s"), svydesign(~1, strata = ~s, weights = ~w, data = d)),
  list(list(strata = "s", fpc = "N"), svydesign(~1, strata = ~s, weights = ~w, fpc = ~N, data = d)),
  list(list(clusters = "k"), svydesign(~k, weights = ~w, data = d)),
  list(list(strata = "s", clusters = "k"), svydesign(~k, strata = ~s, weights = ~w, data = d)),
  list(list(strata = "s", clusters = "k", fpc = "K"), svydesign(~k, strata = ~s, weights = ~w, fpc = ~K, data = d)),
  list(list(strata = "g", clusters = "k"), svydesign(~k, strata = ~g, weights = ~w, data = d, nest = TRUE)))
cut <- function(design, kept) if (is.null(kept)) design else design[which(kept), ]
domains <- list(everyone = NULL, m = d$m, not_m = !d$m, a = d$g == "a", first = d$s == 0, late = d$s > 2, yes = d$y == 1)
weighing <- list(w = d$w, zero = d$zero, flat = rep(2, nrow(d)))
for (design in designs) for (weight in names(weighing)) for (domain in names(domains)) {
  columns <- lapply(design[[1]], function(name) I(d[[name]]))
  kept <- domains[[domain]]
  data <- transform(d, w = weighing[[weight]])
  form <- design[[1]]
  full <- svydesign(if (is.null(form$clusters)) ~1 else ~k, strata = if (is.null(form$strata)) NULL else as.formula(paste0("~", form$strata)),
    weights = ~w, fpc = if (is.null(form$fpc)) NULL else as.formula(paste0("~", form$fpc)), data = data, nest = TRUE)
  sub <- if (is.null(kept)) full else subset(full, kept)
  p <- svymean(~y, sub)
  if (!is.null(kept)) columns$domain <- I(kept)
  variance <- as.numeric(vcov(p))
  case("weighted_share", list(I(d$y), I(weighing[[weight]])), columns,
    list(as.numeric(coef(p)), as.numeric(sqrt(variance)), degf(sub)), 1e-9, "R survey")
}
gaps <- svydesign(~k, strata = ~s, weights = ~w, fpc = ~K, data = d)
p <- svymean(~y, subset(gaps, !is.na(gap)))
case("weighted_share", list(I(d$gap), I(d$w)), list(strata = I(d$s), clusters = I(d$k), fpc = I(d$K)),
  list(as.numeric(coef(p)), as.numeric(SE(p)), degf(subset(gaps, !is.na(gap)))), 1e-9, "R survey")
alone <- data.frame(y = c(1, 0, 1, 0, 1), w = c(1, 2, 1, 3, 2), s = c(1, 2, 2, 2, 2), N = c(1, 9, 9, 9, 9))
p <- svymean(~y, svydesign(~1, strata = ~s, weights = ~w, fpc = ~N, data = alone))
case("weighted_share", list(I(alone$y), I(alone$w)), list(strata = I(alone$s), fpc = I(alone$N)),
  list(as.numeric(coef(p)), as.numeric(SE(p)), 3), 1e-9, "R survey")

# Weights that add up.
plain <- designs[[1]][[2]]
totals <- function(labels, counts) as.list(setNames(counts, labels))
for (counts in list(c(30, 50, 20), c(1, 1, 1), c(900, 10, 90))) {
  kinds <- data.frame(g = c("a", "b", "c"), Freq = counts)
  case("poststratify", list(I(d$w), I(d$g), totals(kinds$g, counts)), expected = I(part(weights(postStratify(plain, ~g, kinds)))), program = "R survey")
}
d$place <- c("n", "s")[1 + (i * 13) %% 5 %/% 3]
d$size <- c("x", "y", "z", "t")[1 + (i * 17) %% 11 %% 4]
# Few rows hold both labels: here fitting takes hundreds of rounds.
d$left <- ifelse(i < 20, "l", "r")
d$right <- ifelse(i < 18 | i == 39, "u", "v")
raking <- svydesign(~1, weights = ~w, data = d)
fine <- list(maxit = 50000, epsilon = 1e-13)
for (pair in list(list("g", c(a = 30, b = 50, c = 20), "place", c(n = 70, s = 30)), list("g", c(a = 1, b = 1, c = 1), "size", c(x = 1, y = 1, z = 0.5, t = 0.5)),
                  list("left", c(l = 50, r = 50), "right", c(u = 50, v = 50)), list("left", c(l = 90, r = 10), "right", c(u = 10, v = 90)),
                  list("left", c(l = 60, r = 40), "right", c(u = 60.02, v = 39.98)))) {
  one <- setNames(data.frame(names(pair[[2]]), as.numeric(pair[[2]])), c(pair[[1]], "Freq"))
  two <- setNames(data.frame(names(pair[[4]]), as.numeric(pair[[4]])), c(pair[[3]], "Freq"))
  raked <- rake(raking, list(as.formula(paste0("~", pair[[1]])), as.formula(paste0("~", pair[[3]]))), list(one, two), control = fine)
  case("rake", list(I(d$w), list(list(I(d[[pair[[1]]]]), as.list(pair[[2]])), list(I(d[[pair[[3]]]]), as.list(pair[[4]])))),
    expected = I(part(weights(raked))), tolerance = 1e-7, program = "R survey")
}
three <- rake(raking, list(~g, ~place, ~size), list(data.frame(g = c("a", "b", "c"), Freq = c(60, 80, 40)), data.frame(place = c("n", "s"), Freq = c(100, 80)),
  data.frame(size = c("x", "y", "z", "t"), Freq = c(50, 60, 40, 30))), control = fine)
case("rake", list(I(d$w), list(list(I(d$g), totals(c("a", "b", "c"), c(60, 80, 40))), list(I(d$place), totals(c("n", "s"), c(100, 80))),
  list(I(d$size), totals(c("x", "y", "z", "t"), c(50, 60, 40, 30))))), expected = I(part(weights(three))), tolerance = 1e-7, program = "R survey")

# Agreement. psych orders categories by number; all are used here, so its distances are ours.
for (t in 1:8) {
  n <- c(8, 12, 20, 30, 45, 60, 15, 100)[t]
  a <- c(0, 1, 2, sample(0:2, n - 3, TRUE)); b <- c(0, 1, 2, ifelse(runif(n - 3) < 0.6, a[-(1:3)], sample(0:2, n - 3, TRUE)))
  if (t %% 2) { a[5] <- NA; b[7] <- NA }
  both <- complete.cases(a, b)
  counts <- table(a[both], b[both])
  k <- nrow(counts); far <- abs(outer(1:k, 1:k, "-"))
  case("cohen_kappa", list(I(a), I(b)), expected = cohen.kappa(counts)$kappa, program = "psych")
  case("cohen_kappa", list(I(a), I(b), "quadratic"), expected = cohen.kappa(counts)$weighted.kappa, program = "psych")
  case("cohen_kappa", list(I(a), I(b), "linear"), expected = cohen.kappa(counts, w = 1 - far / (k - 1))$weighted.kappa, program = "psych")
  items <- matrix(round(rnorm(n * 4) + rnorm(n), 2), n)
  quiet <- function(x) suppressMessages(suppressWarnings(alpha(x, check.keys = FALSE, warnings = FALSE)))$total$raw_alpha
  case("cronbach_alpha", list(rows(items)), expected = quiet(items), program = "psych")
  items[cbind(sample(n, 4), 1:4)] <- NA
  case("cronbach_alpha", list(rows(items), "pairwise"), expected = quiet(items), program = "psych")
  case("cronbach_alpha", list(rows(items)), expected = quiet(items[complete.cases(items), ]), program = "psych")
}

programs <- list(R = paste(R.version$major, R.version$minor, sep = "."), survey = as.character(packageVersion("survey")), psych = as.character(packageVersion("psych")))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
writeLines(c(paste0('{"programs": ', js(programs), ', "cases": ['), paste0(cases, c(rep(",", length(cases) - 1), "")), "]}"), file.path(here, "from_r.json"))
cat(length(cases), "cases\n")
