% A reconcile is checked; running one is refused in so many words.
$ cp -r "$TOP/examples/01-orders-to-erp" shop && weir reconcile orders_in_erp shop
cp: cannot stat '/examples/01-orders-to-erp': No such file or directory
[1]
$ weir reconcile orders_in_er shop
error: cannot read "shop": no such file or directory
[2]
$ weir reconcile
error: "weir reconcile" needs NAME [PATH]
  = help: "weir reconcile --help" says more
[2]
