//! Chords: parse, print, resolve.
