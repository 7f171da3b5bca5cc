//! The event loop: owns the store, the state and the terminal.
