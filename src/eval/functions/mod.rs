//! Functions of the language.
