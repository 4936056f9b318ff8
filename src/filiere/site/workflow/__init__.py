"""The procedure of a release, run on the site: dossiers as their events, who is what in them, and every act on them.

One authority: pages, API and letters ask here what is open to whom, and nothing else moves a dossier. What a condition
rests on, what a snapshot holds and whom a message reaches belong to the apps above, which say it to `extension_points`.
"""
