package io.github.tracingstarter.sampling.rules;

import java.util.List;
import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a rule to a finished span.
 *
 * @param name the new name, or null
 * @param set the attributes to set
 * @param removed the attributes to remove
 * @param redacted the attributes whose values are hidden
 */
record Edits(@Nullable String name, Attributes set, List<Glob> removed, List<Glob> redacted) {

	private static final String HIDDEN = "REDACTED";

	/**
	 * Returns the edits of a rule.
	 * @param rule the rule
	 * @return the edits, or null if it has none
	 */
	static @Nullable Edits of(RulesProperties.Rule rule) {
		AttributesBuilder set = Attributes.builder();
		if (rule.set() != null) {
			rule.set().forEach(set::put);
		}
		Edits edits = new Edits(rule.rename(), set.build(), globs(rule.remove()), globs(rule.redact()));
		return edits.isEmpty() ? null : edits;
	}

	private static List<Glob> globs(@Nullable List<String> keys) {
		return (keys != null) ? keys.stream().map((key) -> new Glob(key, false)).toList() : List.of();
	}

	private boolean isEmpty() {
		return this.name == null && this.set.isEmpty() && this.removed.isEmpty() && this.redacted.isEmpty();
	}

	SpanData apply(SpanData span) {
		return new EditedSpanData(span, (this.name != null) ? this.name : span.getName(), edit(span.getAttributes()));
	}

	private Attributes edit(Attributes attributes) {
		if (this.set.isEmpty() && this.removed.isEmpty() && this.redacted.isEmpty()) {
			return attributes;
		}
		AttributesBuilder edited = Attributes.builder();
		for (Map.Entry<AttributeKey<?>, Object> attribute : attributes.asMap().entrySet()) {
			String key = attribute.getKey().getKey();
			if (matches(this.redacted, key)) {
				edited.put(key, HIDDEN);
			}
			else if (!matches(this.removed, key) && !isSet(key)) {
				put(edited, attribute.getKey(), attribute.getValue());
			}
		}
		return edited.putAll(this.set).build();
	}

	@SuppressWarnings("unchecked")
	private static <T> void put(AttributesBuilder attributes, AttributeKey<T> key, Object value) {
		attributes.put(key, (T) value);
	}

	/**
	 * Returns whether an attribute is set. An existing value of another type would
	 * otherwise remain beside the new one.
	 */
	private boolean isSet(String key) {
		return this.set.get(AttributeKey.stringKey(key)) != null;
	}

	private static boolean matches(List<Glob> keys, String key) {
		for (Glob glob : keys) {
			if (glob.matches(key)) {
				return true;
			}
		}
		return false;
	}

}
