"""The web page: its files, its Socket.IO channel, its sessions."""
