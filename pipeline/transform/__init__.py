"""Raw cells → values → outcomes and findings. Nothing here touches a file."""
