//! How function names are cut to fit.
