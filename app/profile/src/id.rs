//! Typed row numbers: a stack's number can't be taken for a frame's.

use std::num::NonZeroU32;

/// Defines an id type: a row number below 2³²−1 whose `Option` is as small as itself.
macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The id of row `index`. Rows past 2³²−2 all get the last id: a table never gets so
            /// long, its 4 GiB of address space end first.
            #[inline]
            pub const fn new(index: usize) -> Self {
                let one_based = if index >= u32::MAX as usize { u32::MAX } else { index as u32 + 1 };
                match NonZeroU32::new(one_based) {
                    Some(number) => Self(number),
                    None => Self(NonZeroU32::MAX),
                }
            }

            /// The row number, from 0.
            #[inline]
            pub const fn index(self) -> usize {
                self.0.get() as usize - 1
            }

            /// The form in which an optional id crosses between workers: 0 for none, else row + 1.
            #[inline]
            pub const fn to_raw(id: Option<Self>) -> u32 {
                match id {
                    Some(id) => id.0.get(),
                    None => 0,
                }
            }

            /// The inverse of [`Self::to_raw`].
            #[inline]
            pub const fn from_raw(raw: u32) -> Option<Self> {
                match NonZeroU32::new(raw) {
                    Some(number) => Some(Self(number)),
                    None => None,
                }
            }
        }
    };
}

define_id!(
    /// A text in [`crate::strings::Strings`].
    StringId
);
define_id!(
    /// A row of [`crate::library::Library`]s.
    LibraryId
);
define_id!(
    /// A row of [`crate::function::Functions`].
    FunctionId
);
define_id!(
    /// A row of [`crate::frame::Frames`].
    FrameId
);
define_id!(
    /// A row of [`crate::stack::Stacks`].
    StackId
);
define_id!(
    /// One of a profile's [`crate::metric::Metric`]s.
    MetricId
);
define_id!(
    /// One of a profile's [`crate::thread::Thread`]s.
    ThreadId
);
