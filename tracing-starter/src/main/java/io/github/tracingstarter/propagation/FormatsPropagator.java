package io.github.tracingstarter.propagation;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the trace in several formats, and reads it in the first of several formats that
 * is present. Replaces Boot's composite, which supports fewer formats, does not look for
 * B3 headers if there is baggage, and takes the values of fields from the thread rather
 * than from the given context.
 */
final class FormatsPropagator implements TextMapPropagator {

	private static final TextMapPropagator W3C_BAGGAGE = W3CBaggagePropagator.getInstance();

	private final List<Format> produce;

	private final List<Format> consume;

	private final TextMapPropagator[] writers;

	private final TextMapPropagator[] readers;

	private final boolean carriesBaggage;

	private final List<String> remoteFields;

	private final Set<String> fields;

	/**
	 * Creates the propagator.
	 * @param produce the formats to write
	 * @param consume the formats to read
	 * @param carriesBaggage whether baggage is written and read
	 * @param remoteFields the baggage fields that have their own headers
	 */
	FormatsPropagator(List<Format> produce, List<Format> consume, boolean carriesBaggage, List<String> remoteFields) {
		this.produce = produce;
		this.consume = consume;
		this.writers = propagators(produce);
		this.readers = propagators(consume);
		this.carriesBaggage = carriesBaggage;
		this.remoteFields = carriesBaggage ? List.copyOf(remoteFields) : List.of();
		this.fields = allFields();
	}

	private static TextMapPropagator[] propagators(List<Format> formats) {
		return formats.stream().map(Format::propagator).toArray(TextMapPropagator[]::new);
	}

	@Override
	public Set<String> fields() {
		return this.fields;
	}

	private Set<String> allFields() {
		Set<String> names = new LinkedHashSet<>();
		addFields(names, this.produce, this.writers);
		addFields(names, this.consume, this.readers);
		names.addAll(this.remoteFields);
		return Collections.unmodifiableSet(names);
	}

	private void addFields(Collection<String> names, List<Format> formats, TextMapPropagator[] propagators) {
		for (int i = 0; i < propagators.length; i++) {
			names.addAll(propagators[i].fields());
			if (this.carriesBaggage && formats.get(i) == Format.W3C) {
				names.addAll(W3C_BAGGAGE.fields());
			}
		}
	}

	boolean reads(Format format) {
		return this.consume.contains(format);
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		Baggage baggage = Baggage.fromContext(context);
		boolean carries = this.carriesBaggage && !baggage.isEmpty();
		Context alone = baggage.isEmpty() ? context : context.with(Baggage.empty());
		for (int i = 0; i < this.writers.length; i++) {
			// X-Ray's propagator would add it to the header of the trace unencoded.
			boolean own = carries && this.produce.get(i) == Format.JAEGER;
			this.writers[i].inject(own ? context : alone, carrier, setter);
		}
		if (carries) {
			injectBaggage(context, baggage, carrier, setter);
		}
	}

	private <C> void injectBaggage(Context context, Baggage baggage, @Nullable C carrier, TextMapSetter<C> setter) {
		if (this.produce.contains(Format.W3C)) {
			W3C_BAGGAGE.inject(context, carrier, setter);
		}
		if (!this.remoteFields.isEmpty()) {
			baggage.forEach((name, entry) -> {
				for (String field : this.remoteFields) {
					if (field.equalsIgnoreCase(name)) {
						setter.set(carrier, field, entry.getValue());
					}
				}
			});
		}
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		Context result = context;
		for (TextMapPropagator reader : this.readers) {
			Span span = Span.fromContextOrNull(read(reader, context, carrier, getter));
			if (span != null && span != Span.fromContextOrNull(context)) {
				result = context.with(span);
				break;
			}
		}
		return this.carriesBaggage ? extractBaggage(result, carrier, getter) : result;
	}

	/**
	 * Reads a header. A propagator treats a header that it cannot read as missing, and
	 * the next one is tried.
	 */
	private static <C> Context read(TextMapPropagator reader, Context context, @Nullable C carrier,
			TextMapGetter<C> getter) {
		try {
			return reader.extract(context, carrier, getter);
		}
		catch (RuntimeException ex) {
			return context;
		}
	}

	private <C> Context extractBaggage(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		Context result = reads(Format.W3C) ? read(W3C_BAGGAGE, context, carrier, getter) : context;
		if (reads(Format.JAEGER)) {
			Context jaeger = read(Format.JAEGER.propagator(), Context.root(), carrier, getter);
			result = with(result, Baggage.fromContext(jaeger));
		}
		return this.remoteFields.isEmpty() ? result : with(result, remoteFields(carrier, getter));
	}

	private <C> Baggage remoteFields(@Nullable C carrier, TextMapGetter<C> getter) {
		BaggageBuilder found = Baggage.builder();
		for (String field : this.remoteFields) {
			String value = getter.get(carrier, field);
			if (value != null) {
				found.put(field, value);
			}
		}
		return found.build();
	}

	private static Context with(Context context, Baggage found) {
		if (found.isEmpty()) {
			return context;
		}
		BaggageBuilder all = Baggage.fromContext(context).toBuilder();
		found.forEach((name, entry) -> all.put(name, entry.getValue(), entry.getMetadata()));
		return context.with(all.build());
	}

	@Override
	public String toString() {
		return "FormatsPropagator[produce=" + this.produce + ", consume=" + this.consume + "]";
	}

}
