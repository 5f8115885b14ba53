registry <- "http://127.0.0.1:8080"
example <- paste0(registry, "/sparql/examples/most-late.rq")
query <- paste(readLines(example, encoding = "UTF-8"), collapse = "\n")

# With what R brings along
address <- paste0(registry, "/sparql?format=csv&query=", URLencode(query, reserved = TRUE))
late <- read.csv(address, encoding = "UTF-8")
late$due <- as.Date(late$due)
print(head(late[, c("title", "due", "days")]))

# With httr2, for long queries; it waits as long as Retry-After says
if (requireNamespace("httr2", quietly = TRUE)) {
  library(httr2)
  answer <- request(paste0(registry, "/sparql")) |>
    req_headers(Accept = "text/csv") |>
    req_body_form(query = query) |>
    req_retry(max_tries = 3) |>
    req_perform()
  late <- read.csv(text = resp_body_string(answer))
  print(nrow(late))
}
