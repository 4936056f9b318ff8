# The values of R's survey that tests and benchmarks compare ours with, on a sample made by a formula:
#     Rscript benchmarks/survey_reference.R > tests/survey/estimates/r_values.yaml
# The default tolerance of calibrate() is too loose for six digits: epsilon is 1e-13.
suppressMessages(library(survey))

i <- 0:59
sample <- data.frame(
  stratum = c("a", "b", "c")[1 + i %% 3],
  psu = (i %/% 3) %/% 4,
  clusters = c(12, 20, 5)[1 + i %% 3],
  units = c(90, 70, 110)[1 + i %% 3],
  weight = 2 + (i * 7) %% 5,
  region = c("east", "north", "south")[1 + ((i * 11) %% 7) %% 3],
  kind = ifelse((i * i) %% 5 < 3, "p", "q"),
  size = 10 + (i * 13) %% 17,
  pay = 100 + (i * i * 11) %% 53 + 3 * ((i * 13) %% 17),
  jobs = 1 + (i * i * i) %% 29
)
sample$hours <- ifelse((i * 5) %% 11 == 3, NA, sample$jobs * 7 + (i * 17) %% 23)
sample$cluster <- paste(sample$stratum, sample$psu)

designs <- list(
  clustered = svydesign(id = ~cluster, strata = ~stratum, fpc = ~clusters, weights = ~weight, data = sample),
  stratified = svydesign(id = ~1, strata = ~stratum, fpc = ~units, weights = ~weight, data = sample),
  unrestricted = svydesign(id = ~1, weights = ~weight, data = sample)
)
totals <- c("(Intercept)" = 262, regionnorth = 88, regionsouth = 79, size = 4760)
methods <- list(
  none = function(d) d,
  linear = function(d) calibrate(d, ~region + size, totals, calfun = "linear", epsilon = 1e-13, maxit = 100),
  raking = function(d) calibrate(d, ~region + size, totals, calfun = "raking", epsilon = 1e-13, maxit = 100),
  logit = function(d) calibrate(d, ~region + size, totals, calfun = "logit", bounds = c(0.6, 1.6),
                                epsilon = 1e-13, maxit = 100),
  truncated = function(d) calibrate(d, ~region + size, totals, calfun = "linear", bounds = c(0.8, 1.32),
                                    epsilon = 1e-13, maxit = 500)
)

write <- function(x) format(as.numeric(x), digits = 15, trim = TRUE)
line <- function(design, method, outcome, statistic, domain, value, se) {
  cat("  - [", paste(design, method, outcome, statistic, domain, write(value), write(se), sep = ", "), "]\n", sep = "")
}

cat("# Written by benchmarks/survey_reference.R: R", paste(R.version$major, R.version$minor, sep = "."),
    "with survey", as.character(packageVersion("survey")), "\n")
cat("weights:\n")
for (method in names(methods)[-1]) {
  cat("  ", method, ": [", paste(write(weights(methods[[method]](designs$clustered))[1:6]), collapse = ", "), "]\n", sep = "")
}
cat("# design, method, outcome, statistic, domain, value, standard error\nestimates:\n")
for (design in names(designs)) for (method in names(methods)) {
  d <- methods[[method]](designs[[design]])
  for (outcome in c("pay", "hours")) {
    f <- as.formula(paste0("~", outcome))
    for (statistic in c("total", "mean")) {
      of <- if (statistic == "total") svytotal else svymean
      x <- of(f, d, na.rm = TRUE)
      line(design, method, outcome, statistic, "null", coef(x), SE(x))
      for (wanted in c("p", "q")) {
        x <- of(f, subset(d, kind == wanted), na.rm = TRUE)
        line(design, method, outcome, statistic, paste0("kind=", wanted), coef(x), SE(x))
      }
    }
  }
  x <- svyratio(~hours, ~jobs, d, na.rm = TRUE)
  line(design, method, "hours", "ratio", "null", coef(x), SE(x))
  x <- svyquantile(~pay, d, 0.5, df = Inf)
  line(design, method, "pay", "quantile", "null", coef(x), SE(x))
}

# Two phases: who answered within response groups, by the exact probabilities of pairs (method "full").
phases <- data.frame(
  id = i, stratum = sample$stratum, group = c("x", "y")[1 + (i %/% 3) %% 2], size = c(60, 80, 20)[1 + i %% 3],
  pay = sample$pay, answered = (i * 5) %% 7 < 5
)
phases$answers <- ifelse(phases$answered, phases$pay, NA)
d <- twophase(id = list(~id, ~1), strata = list(~stratum, ~group), fpc = list(~size, NULL), subset = ~answered,
              data = phases, method = "full")
cat("# statistic, value, variance of the draw, variance of the response\ntwo_phases:\n")
for (statistic in c("total", "mean")) {
  x <- if (statistic == "total") svytotal(~pay, d) else svymean(~pay, d)
  parts <- attr(vcov(x), "phases")
  cat("  - [", paste(statistic, write(coef(x)), write(parts$phase1), write(parts$phase2), sep = ", "), "]\n", sep = "")
}
