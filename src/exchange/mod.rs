//! Bytes from files to drafts, and back out again. One file per format.
