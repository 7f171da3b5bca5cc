//! Who is meant by an id, an address or a name.
