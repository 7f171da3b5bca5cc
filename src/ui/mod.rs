//! Draws the state. Changes nothing.
