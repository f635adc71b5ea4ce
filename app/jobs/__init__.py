"""Engine calls off the window's thread: what is asked, the mailbox it waits in, and the one worker."""
