//! Closed lists of values, each with its text.

/// Declares a closed list: the enum, its kind and its reader.
macro_rules! choices {
    ($(#[doc = $doc:literal])+ pub enum $Name:ident { $($(#[doc = $vdoc:literal])+ $Variant:ident = $text:literal),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name { $($(#[doc = $vdoc])+ $Variant),+ }

        impl $Name {
            /// Every value, in the order of the manual.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),+];

            /// The value as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $text),+ }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::schema::Leaf for $Name {
            const KIND: $crate::schema::Kind =
                $crate::schema::Kind::Choice(&[$(($text, concat!($($vdoc, "\n"),+))),+]);

            fn read(value: $crate::syntax::Value<&str>) -> Result<Self, $crate::schema::Wrong> {
                let $crate::syntax::Value::String(written) = value else {
                    return Err($crate::schema::Wrong::kind(value));
                };
                Self::ALL.iter().copied().find(|c| c.as_str() == written).ok_or_else(|| {
                    let near = $crate::diag::did_you_mean(written, Self::ALL.iter().map(|c| c.as_str()));
                    $crate::schema::Wrong::kind(value).suggest(near)
                })
            }

            fn show(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed(self.as_str())
            }
        }
    };
}
pub(crate) use choices;
