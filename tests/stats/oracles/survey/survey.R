# A whole survey computed without civicmap, by rules R1 to R4 and R6: states, bases, shares, bounds, intervals, scores.
#
#     Rscript tests/stats/oracles/survey/survey.R          # base R is enough
#
# It draws survey.csv (130 rows with every kind of missing answer) and register.csv (a frame of 180), reads them back, and
# writes findings.csv (question x group x base) and scores.csv (entity x node).

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
at <- function(name) file.path(here, name)
set.seed(180, kind = "Mersenne-Twister", sample.kind = "Rejection")
questions <- c("a1", "a2", "a5", "a3", "a4", "b1", "b2", "b5", "b3", "b4")

# --- draw --------------------------------------------------------------------------------------------------------------
ids <- sprintf("E%03d", 1:180)
level <- ifelse(1:180 %% 5 < 2, "headquarters", "field")
kind <- c("office", "mission", "fund")[1 + (1:180 * 7) %% 11 %% 3]
kind[1:9] <- "tribunal"                       # all nine respond: a census where nobody leaves a base
write.csv(data.frame(id = ids, name = paste("Unit", ids), level, kind), at("register.csv"), row.names = FALSE, quote = FALSE)
who <- c(1:9, sort(sample(10:180, 121)))
texts <- c("Yes", "Partly", "No", "Not applicable", "Don't know", "Under review", "so to say", "")
drawn <- sapply(questions, function(q) sample(texts, 130, TRUE, c(30, 14, 26, 5, 7, 3, 3, 12)))
drawn[sample(10:130, 7), ] <- ""               # sent back empty: no respondents
drawn[, "a4"] <- ifelse(drawn[, "a4"] == "Not applicable", "No", drawn[, "a4"])   # nobody leaves the base: it is counted
drawn[1:9, "a4"] <- c("Yes", "Yes", "No", "Partly", "Yes", "No", "No", "Yes", "Don't know")
drawn[1:9, "a1"] <- "Yes"
write.csv(data.frame(entity = ids[who], drawn), at("survey.csv"), row.names = FALSE, quote = FALSE)

# --- read --------------------------------------------------------------------------------------------------------------
raw <- read.csv(at("survey.csv"), colClasses = "character", na.strings = character())
frame <- read.csv(at("register.csv"), colClasses = "character", na.strings = character())
raw$level <- frame$level[match(raw$entity, frame$id)]
raw$kind <- frame$kind[match(raw$entity, frame$id)]
said <- c("Yes" = "yes", "Partly" = "partly", "No" = "no", "Not applicable" = "not_applicable", "Don't know" = "dont_know",
          "Under review" = "under_review", "so to say" = "unresolved")
state <- sapply(questions, function(q) ifelse(raw[[q]] == "", "blank", said[raw[[q]]]))
unsure <- matrix(FALSE, nrow(raw), length(questions), dimnames = list(NULL, questions))  # not asked, but perhaps

# R1: gates, parents first. What stands under a gate is kept; only empty cells change.
unknown <- c("blank", "unresolved", "under_review", "dont_know")
gate <- function(child, parent, closes = NULL, asks = NULL) {
  p <- state[, parent]; empty <- state[, child] == "blank"
  new <- state[, child]
  if (!is.null(closes)) new[empty & p %in% closes] <- "closed"
  if (!is.null(asks)) {
    new[empty & !(p %in% asks)] <- "not_asked"
    unsure[empty & p %in% unknown, child] <<- TRUE
  }
  new[empty & p == "closed"] <- "closed"
  new[empty & p == "not_asked"] <- "not_asked"
  unsure[empty & p == "not_asked" & unsure[, parent], child] <<- TRUE
  new[empty & p == "not_applicable"] <- "not_applicable"
  state[, child] <<- new
}
gate("a2", "a1", closes = "no")
gate("a5", "a2", closes = "no")
gate("b2", "b1", asks = c("yes", "partly"))
gate("b5", "b2", closes = "no")
state[state[, "a3"] == "blank" & raw$level != "field", "a3"] <- "not_asked"

# --- R2, R3, R6 ----------------------------------------------------------------------------------------------------------
responds <- apply(raw[questions] != "", 1, any)
z <- qnorm(0.975)
score_interval <- function(p, n) {
  middle <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  half <- z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  c(if (p == 0) 0 else middle - half, if (p == 1) 1 else middle + half)
}
hypergeometric <- function(x, n, N) {
  K <- 0:N
  kept <- K[phyper(x - 1, K, N - K, n, lower.tail = FALSE) > 0.025 + 1e-12 & phyper(x, K, N - K, n) > 0.025 + 1e-12]
  range(kept) / N
}
rows <- list()
for (q in questions) for (by in c("", "level", "kind")) for (value in if (by == "") "" else sort(unique(frame[[by]]))) {
  inside <- if (by == "") responds else responds & raw[[by]] == value
  s <- state[inside, q]; u <- unsure[inside, q]
  invited <- if (by == "") nrow(frame) else sum(frame[[by]] == value)
  respondents <- sum(inside)
  applicable <- respondents - sum(s %in% c("not_applicable", "not_asked"))
  given <- applicable - sum(s %in% c("blank", "unresolved", "under_review"))
  answered <- given - sum(s == "dont_know")
  has <- sum(s == "yes"); lacks <- sum(s %in% c("no", "closed"))
  could <- has + sum(s %in% unknown) + sum(u)
  silent <- invited - respondents
  for (base in c("respondents", "applicable", "given", "answered")) {
    n <- get(base)
    whole <- if (base == "respondents") respondents else applicable + sum(u)
    left_by_silence <- base != "respondents" && (any(u) || n < applicable)  # nobody leaves the respondents
    method <- if (n == 0) NA
      else if (silent == 0 && !left_by_silence) "census"
      else if (base == "respondents" || (base == "applicable" && applicable == respondents)) "hypergeometric"
      else "wilson_fpc"
    N <- invited * applicable / respondents
    limits <- if (is.na(method)) c(NA, NA)
      else if (method == "census") c(has / n, has / n)
      else if (method == "hypergeometric") hypergeometric(has, n, invited)
      else if (N == n) c(has / n, has / n)
      else score_interval(has / n, n * (N - 1) / (N - n))
    rows[[length(rows) + 1]] <- data.frame(finding = q, by, value, base, numerator = has, denominator = n, share = if (n) has / n else NA, gap = lacks,
      frame = invited, respondents, applicable, given, answered, method, low = limits[1], high = limits[2],
      item_low = if (whole) has / whole else NA, item_high = if (whole) could / whole else NA,
      frame_low = if (whole + silent) has / (whole + silent) else NA, frame_high = if (whole + silent) (could + silent) / (whole + silent) else NA)
  }
}
digits <- function(d) { for (n in names(d)) if (is.double(d[[n]])) d[[n]] <- ifelse(is.na(d[[n]]), "", sprintf("%.15g", d[[n]])); d }
write.csv(digits(do.call(rbind, rows)), at("findings.csv"), row.names = FALSE, quote = FALSE, na = "")

# --- R4 ----------------------------------------------------------------------------------------------------------------
points <- c(yes = 100, partly = 50, no = 0, closed = 0, dont_know = 0)
worth <- function(fill) {
  m <- matrix(points[state], nrow(state), dimnames = dimnames(state))
  if (!is.na(fill)) m[state %in% unknown | unsure] <- fill
  m
}
mean_of <- function(m, weights = rep(1, ncol(m))) {
  there <- !is.na(m)
  total <- drop(there %*% weights)
  ifelse(total > 0, drop(ifelse(there, m, 0) %*% weights) / total, NA)
}
nodes <- function(m) {
  i1 <- mean_of(m[, c("a1", "a2", "a5")]); i2 <- m[, "a3"]; i3 <- m[, "a4"]
  i4 <- mean_of(m[, c("b1", "b2", "b5")]); i5 <- mean_of(m[, c("b3", "b4")])
  d1 <- mean_of(cbind(i1, i2), c(1, 2))
  first <- mean_of(cbind(d1, i3)); second <- mean_of(cbind(i4, i5))
  list(i1 = i1, i4 = i4, i5 = i5, d1 = d1, first = first, second = second, overall = mean_of(cbind(first, second)))
}
score <- nodes(worth(NA)); low <- nodes(worth(0)); high <- nodes(worth(100))
under <- list(i1 = c("a1", "a2", "a5"), i4 = c("b1", "b2", "b5"), i5 = c("b3", "b4"), d1 = c("a1", "a2", "a5", "a3"),
              first = questions[1:5], second = questions[6:10], overall = questions)
told <- matrix(state %in% c("yes", "partly", "no", "closed", "dont_know"), nrow(state), dimnames = dimnames(state))
out <- matrix(state %in% c("not_applicable", "not_asked"), nrow(state), dimnames = dimnames(state))
table <- list()
rated <- list()
for (node in names(under)) {
  qs <- under[[node]]
  applicable <- rowSums(!out[, qs, drop = FALSE])
  all <- rep(length(qs), nrow(raw)) - if ("a3" %in% qs) (raw$level != "field" & state[, "a3"] == "not_asked") else 0
  coverage <- ifelse(applicable > 0, rowSums(told[, qs, drop = FALSE]) / applicable, NA)
  share <- ifelse(all > 0, applicable / all, NA)
  rated[[node]] <- !is.na(coverage) & coverage >= 0.75 & share >= 0.5
  if (node == "overall") {
    none1 <- rowSums(!out[, under$first]) == 0; none2 <- rowSums(!out[, under$second]) == 0
    rated[[node]] <- (rated$first | none1) & (rated$second | none2) & !(none1 & none2)
  }
  table[[node]] <- data.frame(entity = raw$entity, node, score = score[[node]], low = pmin(low[[node]], score[[node]], na.rm = TRUE),
    high = pmax(high[[node]], score[[node]], na.rm = TRUE), coverage, applicable = share, rated = rated[[node]])
}
write.csv(digits(do.call(rbind, table)), at("scores.csv"), row.names = FALSE, quote = FALSE, na = "")
