"""The project package: settings, addresses, tasks and the servers it can bring along."""
