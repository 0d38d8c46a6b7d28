def run_all(run):
    pass
