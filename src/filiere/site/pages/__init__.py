"""What every page of the site has around it: its frame, the files of its tables, feeds and the sitemap."""
