//! The folded text that filters search, in display order.
