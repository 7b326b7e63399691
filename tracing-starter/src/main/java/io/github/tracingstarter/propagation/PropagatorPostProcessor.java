package io.github.tracingstarter.propagation;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.context.propagation.TextMapPropagator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties.Propagation.PropagationType;

/**
 * Replaces the propagator that Boot configures, for requests, calls and messages. The
 * application's propagators are not changed.
 */
final class PropagatorPostProcessor implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(PropagatorPostProcessor.class);

	private final ObjectProvider<PropagationProperties> properties;

	private final ObjectProvider<TracingProperties> boots;

	PropagatorPostProcessor(ObjectProvider<PropagationProperties> properties, ObjectProvider<TracingProperties> boots) {
		this.properties = properties;
		this.boots = boots;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof TextMapPropagator propagator && MendedPropagator.isBoots(propagator))
				? new MendedPropagator(chosen(propagator)) : bean;
	}

	private TextMapPropagator chosen(TextMapPropagator propagator) {
		TracingProperties boots = this.boots.getIfAvailable();
		PropagationProperties ours = this.properties.getIfAvailable();
		if (boots == null || ours == null) {
			return propagator;
		}
		List<PropagationType> type = boots.getPropagation().getType();
		List<Format> produce = formats("produce", ours.produced(), type, boots.getPropagation().getProduce());
		List<Format> consume = formats("consume", ours.consumed(), type, boots.getPropagation().getConsume());
		TracingProperties.Baggage baggage = boots.getBaggage();
		return (produce != null && consume != null)
				? new FormatsPropagator(produce, consume, baggage.isEnabled(), baggage.getRemoteFields()) : propagator;
	}

	/**
	 * Returns the formats of one direction.
	 * @return the formats, or null if Boot has one that is not known here
	 */
	private static @Nullable List<Format> formats(String direction, @Nullable List<Format> ours,
			@Nullable List<PropagationType> type, List<PropagationType> direct) {
		List<Format> boots = formats((type != null) ? type : direct);
		if (ours == null) {
			return boots;
		}
		TracingProperties defaults = new TracingProperties();
		List<PropagationType> unset = direction.equals("produce") ? defaults.getPropagation().getProduce()
				: defaults.getPropagation().getConsume();
		if (!ours.equals(boots) && (type != null || !direct.equals(unset))) {
			logger.warn("tracing.propagation.%s=%s is used, and not management.tracing.propagation.%s".formatted(
					direction, String.join(",", ours.stream().map(Format::text).toList()),
					(type != null) ? "type" : direction));
		}
		return ours;
	}

	private static @Nullable List<Format> formats(List<PropagationType> types) {
		List<Format> formats = new ArrayList<>();
		for (PropagationType type : types) {
			switch (type.name()) {
				case "W3C" -> formats.add(Format.W3C);
				case "B3" -> formats.add(Format.B3);
				case "B3_MULTI" -> formats.add(Format.B3_MULTI);
				default -> {
					return null;
				}
			}
		}
		return formats;
	}

}
