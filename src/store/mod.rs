//! The repository layer: one SQLite file, every write one labelled, undoable action.
