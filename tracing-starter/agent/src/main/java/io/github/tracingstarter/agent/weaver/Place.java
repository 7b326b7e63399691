package io.github.tracingstarter.agent.weaver;

import org.jspecify.annotations.Nullable;

/**
 * A method to change.
 *
 * @param type the internal name of its class
 * @param method its name
 * @param descriptor its descriptor, or null for all methods with the name
 * @param change the change
 */
record Place(String type, String method, @Nullable String descriptor, Change change) {

	boolean isOfDataSources() {
		return this.type.equals(DataSourcePlaces.ANY);
	}

	boolean isMethod(String name, String type) {
		return this.method.equals(name) && (this.descriptor == null || this.descriptor.equals(type));
	}

	/**
	 * Makes an argument pass through a hook before the method sees it.
	 * @param index the index of the argument
	 */
	static Place argument(String type, String method, @Nullable String descriptor, int index, String hook) {
		return new Place(type, method, descriptor, new ArgumentChange(index, hook));
	}

	/**
	 * Notifies a hook when the method begins.
	 */
	static Place entry(String type, String method, @Nullable String descriptor, String hook) {
		return new Place(type, method, descriptor, new EntryChange(hook));
	}

	/**
	 * Makes the result pass through a hook; for a constructor, the new object, which is
	 * not replaced.
	 */
	static Place result(String type, String method, @Nullable String descriptor, String hook) {
		return new Place(type, method, descriptor, new ResultChange(hook));
	}

	/**
	 * Notifies a hook when the method begins and ends.
	 */
	static Place around(String type, String method, @Nullable String descriptor, String hook) {
		return new Place(type, method, descriptor, new AroundChange(hook));
	}

	/**
	 * Makes an argument, or the result, of a call that the method makes pass through a
	 * hook.
	 * @param call the call
	 */
	static Place passes(String type, String method, @Nullable String descriptor, CallChange.Call call, String hook) {
		return new Place(type, method, descriptor, new CallChange(call, hook));
	}

}
