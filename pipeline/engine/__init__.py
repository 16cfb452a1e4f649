"""Who does a job: this process, processes of this computer, or a dask cluster."""
