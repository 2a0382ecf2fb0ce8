use super::*;
use std::sync::Arc;

use crate::model::types::ObjectType;

use crate::model::Number;

fn num(s: &str) -> Value {
    Value::from(s.parse::<Number>().unwrap())
}

fn err(value: &Value, ty: &Type) -> String {
    convert(value, ty).unwrap_err().to_string()
}

#[test]
fn primitives_convert_by_text() {
    assert_eq!(convert(&num("1.50"), &Type::String).unwrap(), Value::from("1.5"));
    assert_eq!(convert(&Value::from("0x1"), &Type::Number).unwrap_err().message, "a number is required");
    assert_eq!(convert(&Value::from("1"), &Type::Bool).unwrap(), Value::from(true));
    assert_eq!(
        err(&Value::from("True"), &Type::Bool),
        "a bool is required; to convert from string, use lowercase \"true\""
    );
    assert_eq!(err(&Value::from(true), &Type::Number), "number required");
    assert_eq!(err(&Value::tuple(vec![]), &Type::String), "string required");
}

#[test]
fn structures_become_collections() {
    let mixed = Value::tuple(vec![num("1"), Value::from("a"), Value::NULL]);
    let list = convert(&mixed, &Type::list(Type::Dynamic)).unwrap();
    assert_eq!(list.ty(), Type::list(Type::String));
    assert_eq!(list.as_elements().unwrap()[0], Value::from("1"));
    assert_eq!(list.as_elements().unwrap()[2].ty(), Type::String);
    let set = convert(&Value::tuple(vec![num("2"), num("1"), num("2")]), &Type::set(Type::String)).unwrap();
    assert_eq!(set.as_elements().unwrap(), [Value::from("1"), Value::from("2")]);
    let bad = Value::tuple(vec![num("1"), Value::tuple(vec![])]);
    assert_eq!(err(&bad, &Type::list(Type::Dynamic)), "all list elements must have the same type");
    assert_eq!(err(&bad, &Type::list(Type::Number)), "element 1: number required");
    let object = Value::object([("a", num("1")), ("b", Value::from("x"))]);
    assert_eq!(err(&object, &Type::map(Type::Number)), "[\"b\"]: a number is required");
    assert_eq!(convert(&object, &Type::map(Type::Dynamic)).unwrap().ty(), Type::map(Type::String));
}

#[test]
fn objects_fill_optional_attributes_with_null() {
    let ty = Type::Object(Arc::new(ObjectType {
        attributes: [("a".into(), Type::String), ("b".into(), Type::Number)].into(),
        optional: vec!["b".into()],
    }));
    let converted = convert(&Value::object([("a", num("1")), ("z", num("2"))]), &ty).unwrap();
    assert_eq!(converted, Value::object([("a", Value::from("1")), ("b", Kind::Null(Type::Number).into())]));
    assert_eq!(err(&Value::object([("b", num("1"))]), &ty), "attribute \"a\" is required");
}

#[test]
fn unknowns_keep_what_is_known_of_them() {
    let tuple = Type::tuple(vec![Type::String, Type::Number]);
    let u = Unknown { ty: tuple, waits_for: vec!["a.b".into()], ..Unknown::default() };
    let value: Value = Kind::Unknown(Arc::new(u)).into();
    let Kind::Unknown(u) = convert(&value, &Type::set(Type::String)).unwrap().kind else { panic!() };
    assert_eq!((u.refinement.min_length, u.refinement.max_length), (Some(1), Some(2)));
    assert_eq!(u.ty, Type::set(Type::String));
    assert_eq!(u.waits_for, ["a.b".into()]);
}

#[test]
fn marks_stay_and_partial_stays_partial() {
    let secret = Value::tuple(vec![num("1").sensitive(), num("2")]);
    assert!(convert(&secret, &Type::set(Type::String)).unwrap().marks.sensitive);
    let list = convert(&secret, &Type::list(Type::String)).unwrap();
    assert!(!list.marks.sensitive && list.as_elements().unwrap()[0].marks.sensitive);
    let partial: Value = Kind::Partial(Arc::new(vec![num("1")])).into();
    let converted = convert(&partial, &Type::set(Type::String)).unwrap();
    assert!(converted.kind == Kind::Partial(Arc::new(vec![Value::from("1")])));
    assert!(convert(&partial, &Type::String).is_err());
}

#[test]
fn unification_finds_the_most_general_type() {
    let object = |t: Type| Type::object([("a".into(), t)].into());
    assert_eq!(unify(&[Type::Number, Type::String, Type::Bool]), Some(Type::String));
    assert_eq!(unify(&[Type::Number, Type::Bool]), None);
    assert_eq!(unify(&[object(Type::Number), object(Type::String)]), Some(object(Type::String)));
    assert_eq!(unify(&[object(Type::Number), Type::map(Type::String)]), Some(Type::map(Type::String)));
    let tuple = |ts: &[Type]| Type::tuple(ts.to_vec());
    assert_eq!(unify(&[tuple(&[Type::Number]), tuple(&[])]), Some(Type::list(Type::Number)));
    assert_eq!(unify(&[tuple(&[Type::Number]), object(Type::Number)]), None);
    assert_eq!(unify(&[Type::list(Type::Number), Type::Dynamic]), Some(Type::Dynamic));
    assert_eq!(unify(&[Type::Number, Type::Dynamic]), Some(Type::Dynamic));
    assert_eq!(unify_with(&[Type::Number, Type::Dynamic], Safety::Unsafe), Some(Type::Number));
    assert_eq!(unify(&[]), None);
}

#[test]
fn what_is_brought_to_a_collection_goes_there_in_two_steps() {
    let tuple = |ts: &[Type]| Type::tuple(ts.to_vec());
    let list = Type::list(Type::list(Type::String));
    let mixed = Value::tuple(vec![Value::tuple(vec![num("1")]), Value::tuple(vec![Value::from("a")])]);
    // Directly it is possible,
    assert!(convert(&mixed, &list).is_ok());
    // and beside a list it is not: the elements are lists of different types after the second step.
    let (joined, conversions) = unify_conversions(&[list.clone(), mixed.ty()]).unwrap();
    assert_eq!(joined, list);
    assert!(conversions[0].is_none());
    let refused = conversions[1].as_ref().unwrap().apply(&mixed).unwrap_err();
    assert_eq!(refused.message, "element types must all match for conversion to list");
    // Flat ones arrive.
    let flat = [Type::list(Type::String), tuple(&[Type::Number, Type::Number])];
    let (joined, conversions) = unify_conversions(&flat).unwrap();
    assert_eq!(joined, Type::list(Type::String));
    let value = conversions[1].as_ref().unwrap().apply(&Value::tuple(vec![num("1"), num("2")])).unwrap();
    assert_eq!(value, Value::list(Type::String, vec!["1".into(), "2".into()]));
}

#[test]
fn collections_of_what_has_no_type_yet_must_still_agree() {
    // `tolist([[toset([])], tolist([])])`
    let empty = |ty: Type| Value::list(ty, vec![]);
    let sets = Value::tuple(vec![Value::set(Type::Dynamic, vec![])]);
    let value = Value::tuple(vec![sets, empty(Type::Dynamic)]);
    assert_eq!(err(&value, &Type::list(Type::Dynamic)), "element types must all match for conversion to list");
    let null_beside = Value::object([("a", Value::NULL), ("b", num("1"))]);
    let map = convert(&null_beside, &Type::map(Type::Dynamic)).unwrap();
    assert_eq!(map.ty(), Type::map(Type::Number));
    assert_eq!(map.get("a").unwrap().ty(), Type::Number);
}

#[test]
fn the_place_tells_attributes_from_keys() {
    let inner = Type::object([("z".into(), Type::map(Type::Number))].into());
    let ty = Type::object([("q".into(), Type::list(inner))].into());
    let deep = Value::object([("z", Value::object([("k-1", Value::from("x"))]))]);
    let value = Value::object([("q", Value::tuple(vec![deep]))]);
    assert_eq!(err(&value, &ty), ".q[0].z[\"k-1\"]: a number is required");
}
