//! The declaration of a node, from which its struct, schema, decoder and layering come.

/// Declares a node of the language.
///
/// ```ignore
/// node! {
///     /// What the node is: the manual's text.
///     pub struct Port("port") {
///         /// What the field is.
///         arg number: S<PortNumber>,
///         prop public "public": Option<S<bool>>,
///     }
/// }
/// ```
/// The roles are those of [`Role`](crate::schema::Role), in lower case; the field's type says how often it may be
/// written. Adding a field here is the whole edit: struct, schema, decoder, layers, manual and completion follow.
///
/// Behind the type may stand what a value means beyond its kind ([`Meaning`](crate::schema::Meaning)):
/// `arg name: S<Name> => declares Service`, `value after "after": Vec<S<Name>> => refers Service | Datastore`.
#[macro_export]
macro_rules! node {
    (
        $(#[doc = $doc:literal])+
        pub struct $Name:ident($name:literal) {
            $( $(#[doc = $fdoc:literal])+ $role:ident $field:ident $($key:literal)? : $ty:ty
                $(=> $verb:ident $($of:ident)|+)? ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Name {
            /// The whole node, from its name to the end of its block.
            pub span: $crate::source::Span,
            /// Its name alone.
            pub name_span: $crate::source::Span,
            $( $(#[doc = $fdoc])+ pub $field: $ty, )*
        }

        impl $crate::schema::Node for $Name {
            fn schema() -> &'static $crate::schema::NodeSchema {
                static SCHEMA: $crate::schema::NodeSchema = $crate::schema::NodeSchema {
                    name: $name,
                    doc: concat!($($doc, "\n"),+),
                    fields: &[$( $crate::schema::FieldSchema {
                        doc: concat!($($fdoc, "\n"),+),
                        meaning: $crate::__meaning!($($verb $($of)|+)?),
                        ..$crate::node!(@schema $role $field [$($key)?] $ty)
                    } ),*],
                };
                &SCHEMA
            }

            fn decode(node: $crate::syntax::Node<'_>, decoder: &mut $crate::schema::Decoder) -> Option<Self> {
                if !decoder.claim(size_of::<Self>(), node.name_span()) {
                    return None;
                }
                Self::read($crate::schema::Reader::new(node, Self::schema(), decoder), node.span(), node.name_span())
            }

            fn read(
                mut reader: $crate::schema::Reader<'_, '_>,
                span: $crate::source::Span,
                name_span: $crate::source::Span,
            ) -> Option<Self> {
                $( let $field = $crate::node!(@read reader $role $field [$($key)?] $ty); )*
                reader.finish();
                Some(Self { span, name_span, $( $field: $field?, )* })
            }

            #[allow(unreachable_code)]
            fn key(&self) -> Option<::std::borrow::Cow<'_, str>> {
                $( $crate::node!(@key self $role $field); )*
                None
            }

            fn place(&self) -> $crate::source::Span {
                self.name_span
            }

            #[allow(unused_variables)]
            fn outline(&self) -> $crate::schema::Outline {
                let mut outline = $crate::schema::Outline::new(
                    Self::schema(),
                    self.key().map(|key| key.into_owned()),
                    self.name_span,
                );
                let mut fields = Self::schema().fields.iter();
                $( if let Some(field) = fields.next() {
                    $crate::node!(@outline outline field self $role $field);
                } )*
                outline
            }
        }

        impl $crate::schema::Overlay for $Name {
            fn overlay(&mut self, upper: Self) {
                self.span = upper.span;
                self.name_span = upper.name_span;
                $( $crate::schema::Overlay::overlay(&mut self.$field, upper.$field); )*
            }
            fn size(&self) -> usize {
                size_of::<Self>() $( + $crate::schema::Overlay::size(&self.$field) )*
            }
        }
    };

    (@schema named $field:ident [] $ty:ty) => { $crate::node!(@leaf Named, "name", $ty) };
    (@schema arg $field:ident [] $ty:ty) => { $crate::node!(@leaf Arg, stringify!($field), $ty) };
    (@schema prop $field:ident [$key:literal] $ty:ty) => { $crate::node!(@leaf Prop, $key, $ty) };
    (@schema value $field:ident [$key:literal] $ty:ty) => { $crate::node!(@leaf Value, $key, $ty) };
    (@schema props $field:ident [] $ty:ty) => {
        $crate::schema::FieldSchema {
            role: $crate::schema::Role::Props, key: "KEY", doc: "", meaning: $crate::schema::Meaning::Plain, required: false, many: true,
            content: $crate::schema::Content::Leaf($crate::schema::Kind::Scalar),
        }
    };
    (@schema child $field:ident [$key:literal] $ty:ty) => { $crate::node!(@node Child $key $ty) };
    (@schema rest $field:ident [] $ty:ty) => { $crate::node!(@node Rest "" $ty) };
    (@schema any $field:ident [] $ty:ty) => {
        $crate::schema::FieldSchema {
            role: $crate::schema::Role::Any, key: "", doc: "", meaning: $crate::schema::Meaning::Plain, required: false, many: true,
            content: $crate::schema::Content::Union(
                <<$ty as $crate::schema::field::UnionField>::Union as $crate::schema::Union>::members),
        }
    };
    (@schema tree $field:ident [] $ty:ty) => {
        $crate::schema::FieldSchema {
            role: $crate::schema::Role::Tree, key: "", doc: "", meaning: $crate::schema::Meaning::Plain, required: false, many: true,
            content: $crate::schema::Content::Tree,
        }
    };
    (@leaf $Role:ident, $key:expr, $ty:ty) => {
        $crate::schema::FieldSchema {
            role: $crate::schema::Role::$Role, key: $key, doc: "", meaning: $crate::schema::Meaning::Plain,
            required: <$ty as $crate::schema::LeafField>::REQUIRED,
            many: <$ty as $crate::schema::LeafField>::MANY,
            content: $crate::schema::Content::Leaf(<$ty as $crate::schema::LeafField>::KIND),
        }
    };
    (@node $Role:ident $key:literal $ty:ty) => {
        $crate::schema::FieldSchema {
            role: $crate::schema::Role::$Role, key: $key, doc: "", meaning: $crate::schema::Meaning::Plain,
            required: <$ty as $crate::schema::NodeField>::REQUIRED,
            many: <$ty as $crate::schema::NodeField>::MANY,
            content: $crate::schema::Content::Node(
                <<$ty as $crate::schema::NodeField>::Node as $crate::schema::Node>::schema),
        }
    };

    (@read $r:ident named $field:ident [] $ty:ty) => { $r.named::<$ty>() };
    (@read $r:ident arg $field:ident [] $ty:ty) => { $r.arg::<$ty>(stringify!($field)) };
    (@read $r:ident prop $field:ident [$key:literal] $ty:ty) => { $r.prop::<$ty>($key) };
    (@read $r:ident value $field:ident [$key:literal] $ty:ty) => { $r.value::<$ty>($key) };
    (@read $r:ident props $field:ident [] $ty:ty) => { $r.props() };
    (@read $r:ident child $field:ident [$key:literal] $ty:ty) => { $r.child::<$ty>($key) };
    (@read $r:ident rest $field:ident [] $ty:ty) => { $r.rest::<$ty>() };
    (@read $r:ident any $field:ident [] $ty:ty) => { $r.any() };
    (@read $r:ident tree $field:ident [] $ty:ty) => { $r.tree() };

    (@outline $o:ident $s:ident $self:ident child $field:ident) => {
        $o.add_nodes($s, $crate::schema::NodeField::nodes(&$self.$field).iter().map($crate::schema::Node::outline))
    };
    (@outline $o:ident $s:ident $self:ident rest $field:ident) => {
        $crate::node!(@outline $o $s $self child $field)
    };
    (@outline $o:ident $s:ident $self:ident any $field:ident) => {
        $o.add_nodes($s, $self.$field.iter().map($crate::schema::Union::outline))
    };
    (@outline $o:ident $s:ident $self:ident tree $field:ident) => { $o.add_tree(&$self.$field) };
    (@outline $o:ident $s:ident $self:ident props $field:ident) => {
        for (key, value) in &$self.$field {
            $o.add($s, &$crate::schema::Leaf::show(&key.value), $crate::schema::LeafField::texts(value));
        }
    };
    (@outline $o:ident $s:ident $self:ident $role:ident $field:ident) => {
        $o.add($s, $s.key, $crate::schema::LeafField::texts(&$self.$field))
    };

    (@key $self:ident named $field:ident) => { return $crate::schema::LeafField::text(&$self.$field) };
    (@key $self:ident arg $field:ident) => { return $crate::schema::LeafField::text(&$self.$field) };
    (@key $self:ident $role:ident $field:ident) => {};
}

/// Declares one of several nodes whose order among each other matters.
#[macro_export]
macro_rules! union {
    ($(#[doc = $doc:literal])+ pub enum $Name:ident { $($Member:ident),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs, clippy::large_enum_variant)]
        pub enum $Name { $($Member($Member)),+ }

        impl $crate::schema::Union for $Name {
            fn members() -> Vec<&'static $crate::schema::NodeSchema> {
                vec![$(<$Member as $crate::schema::Node>::schema()),+]
            }
            fn decode(
                node: $crate::syntax::Node<'_>,
                decoder: &mut $crate::schema::Decoder,
            ) -> Option<Option<Self>> {
                $( if node.name() == <$Member as $crate::schema::Node>::schema().name {
                    return Some(<$Member as $crate::schema::Node>::decode(node, decoder).map(Self::$Member));
                } )+
                None
            }
            fn outline(&self) -> $crate::schema::Outline {
                match self { $( Self::$Member(node) => $crate::schema::Node::outline(node) ),+ }
            }
        }
        impl $crate::schema::Overlay for Vec<$Name> {
            fn overlay(&mut self, upper: Self) {
                if !upper.is_empty() { *self = upper; }
            }
            fn size(&self) -> usize {
                self.iter().map(|own| match own { $($Name::$Member(own) => $crate::schema::Overlay::size(own)),+ }).sum()
            }
        }
    };
}
