"""The worker that we run and deploy, built on sayso as any user would build theirs."""
