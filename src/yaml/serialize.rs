//! From typed models to trees, by the models' own `Serialize`. The names of their fields are not copied.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{self, Serialize};

use super::{Map, Yaml};

/// The tree of a value. Short lists of words stand on one line.
pub fn to_yaml(value: &(impl Serialize + ?Sized)) -> Result<Yaml, Unserializable> {
    value.serialize(Tree)
}

/// What has no place in a tree: bytes, and variants of an enum with values in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unserializable(String);

impl fmt::Display for Unserializable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unserializable {}

impl ser::Error for Unserializable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Made = Result<Yaml, Unserializable>;

fn none(what: &str) -> Made {
    Err(Unserializable(format!("{what} has no place in a YAML tree")))
}

struct Tree;

/// A sequence that grows.
struct Items(Vec<Yaml>);

/// A list of at most this many characters reads best on one line.
const SHORT: usize = 80;

impl Items {
    /// The sequence: a short one of words on one line, as the tree is made, so that none has to look for it later.
    fn made(self) -> Yaml {
        let length: usize = self.0.iter().map(|item| item.as_str().map_or(4, str::len) + 4).sum();
        let word = |item: &Yaml| item.as_str().is_some_and(|text| !text.contains(char::is_whitespace));
        if !self.0.is_empty() && length <= SHORT && self.0.iter().all(word) {
            Yaml::Flow(self.0)
        } else {
            Yaml::seq(self.0)
        }
    }
}

/// A mapping that grows, with the key whose value comes next.
struct Fields(Map, Cow<'static, str>);

macro_rules! scalars {
    ($($method:ident $type:ty => $make:expr),+ $(,)?) => {
        $(fn $method(self, value: $type) -> Made {
            let make: fn($type) -> Yaml = $make;
            Ok(make(value))
        })+
    };
}

impl ser::Serializer for Tree {
    type Ok = Yaml;
    type Error = Unserializable;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = ser::Impossible<Yaml, Unserializable>;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = ser::Impossible<Yaml, Unserializable>;

    scalars! {
        serialize_bool bool => Yaml::Bool,
        serialize_i8 i8 => |value| Yaml::Int(value.into()),
        serialize_i16 i16 => |value| Yaml::Int(value.into()),
        serialize_i32 i32 => |value| Yaml::Int(value.into()),
        serialize_i64 i64 => Yaml::Int,
        serialize_u8 u8 => |value| Yaml::Int(value.into()),
        serialize_u16 u16 => |value| Yaml::Int(value.into()),
        serialize_u32 u32 => |value| Yaml::Int(value.into()),
        serialize_u64 u64 => Yaml::from,
        serialize_f32 f32 => |value| Yaml::Float(value.into()),
        serialize_f64 f64 => Yaml::Float,
        serialize_char char => |value| Yaml::Str(value.into()),
        serialize_str &str => |text| text.into(),
        serialize_unit_struct &'static str => |_| Yaml::Null,
    }

    fn serialize_bytes(self, _: &[u8]) -> Made {
        none("a string of bytes")
    }

    fn serialize_none(self) -> Made {
        Ok(Yaml::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Made {
        Ok(Yaml::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Made {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Made {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &str, _: u32, variant: &str, _: &T) -> Made {
        none(variant)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items, Unserializable> {
        Ok(Items(Vec::with_capacity(length.unwrap_or_default().min(1 << 16))))
    }

    fn serialize_tuple(self, length: usize) -> Result<Items, Unserializable> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items, Unserializable> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unserializable> {
        Err(Unserializable(format!("{variant} has no place in a YAML tree")))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Fields, Unserializable> {
        Ok(Fields(Map::with_room(length.unwrap_or_default().min(1 << 16)), Cow::Borrowed("")))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Fields, Unserializable> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unserializable> {
        Err(Unserializable(format!("{variant} has no place in a YAML tree")))
    }
}

macro_rules! items {
    ($($trait:ident $method:ident),+) => {
        $(impl ser::$trait for Items {
            type Ok = Yaml;
            type Error = Unserializable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
                self.0.push(value.serialize(Tree)?);
                Ok(())
            }

            fn end(self) -> Made {
                Ok(self.made())
            }
        })+
    };
}
items!(SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field);

impl ser::SerializeMap for Fields {
    type Ok = Yaml;
    type Error = Unserializable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unserializable> {
        match key.serialize(Tree)? {
            Yaml::Str(key) => self.1 = Cow::Owned(key),
            _ => return Err(Unserializable("a key that is no string has no place in a YAML tree".to_owned())),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
        self.0.set(std::mem::take(&mut self.1), value.serialize(Tree)?);
        Ok(())
    }

    fn end(self) -> Made {
        Ok(Yaml::Map(self.0))
    }
}

impl ser::SerializeStruct for Fields {
    type Ok = Yaml;
    type Error = Unserializable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unserializable> {
        self.0.append(key, value.serialize(Tree)?);
        Ok(())
    }

    fn end(self) -> Made {
        Ok(Yaml::Map(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_becomes_what_it_is_in_json() {
        for value in [
            json!({"a": {"b": [1, -2, 1.5, true, null, "x", {}, []]}, "c": u64::MAX, "": ""}),
            json!([[], {"z": 1, "a": 2}]),
            json!(null),
        ] {
            assert_eq!(to_yaml(&value), Ok(Yaml::from(value)));
        }
        assert_eq!(to_yaml(&(Some('x'), None::<u8>, ())).map(|y| y.print()), Ok("- x\n- null\n- null\n".to_owned()));
        let lists = (["a", "b"], ["a b"], ["a".repeat(80)]);
        let lines = format!("- [a, b]\n- - a b\n- - {}\n", lists.2[0]);
        assert_eq!(to_yaml(&lists).map(|y| y.print()), Ok(lines));
        assert!(to_yaml(&std::collections::BTreeMap::from([(1, 2)])).is_err());
        assert!(to_yaml(&Ok::<u8, u8>(1)).is_err());
    }
}
