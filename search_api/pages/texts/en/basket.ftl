# Passages put aside.
basket-holds = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
} from { $reports ->
    [one] { $reports } report
   *[other] { $reports } reports
}
basket-missing = { $count ->
    [one] { $count } more can’t be shown and is only named in exports
   *[other] { $count } more can’t be shown and are only named in exports
}
basket-empty = Nothing is in the basket yet. Put passages into it while you search: they stay in this browser, and can be exported with their citations.
basket-full = The basket is full: it holds { $count } passages. Take some out first.
basket-tools = All passages
export-as = Export as
order = Order
order-kept = As put in
order-report = By report
share = Share
shared-list = A shared list of passages
take-over = Put all into my basket
link-to-list = Link to this list
empty-basket = Empty the basket
found-with = Found with:
move-up = Move up
move-down = Move down
passage-withdrawn = This passage is no longer available
passage-unknown = There is no such passage here, or you may not read it
