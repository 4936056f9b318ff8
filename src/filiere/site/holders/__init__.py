"""The life of a label once it is granted: certificate, alerts, changes, improvement plan, unmarking, renewal, end."""
