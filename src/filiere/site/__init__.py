"""The Django project: people, rights, storage and pages, each app calling the engines below.

Views, the API and the command line only call actions and querysets, so a right is checked and an act is
recorded in one place whatever the way in.
"""
