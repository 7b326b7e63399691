package io.github.tracingstarter.instrument.http;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.core.ResolvableType;

/**
 * Determines why the application needs Spring's observations of requests, or of calls,
 * other than for spans, which are created without them. The beans and properties are
 * examined once.
 */
public final class ObservationDemand {

	private static final String OWN = "io.github.tracingstarter.";

	private final BeanFactory beans;

	private final Class<? extends Observation.Context> contextType;

	private final Class<? extends ObservationConvention<?>> conventionType;

	private final Function<ObservationProperties, String> defaultName;

	private volatile boolean claimed;

	private volatile @Nullable Answer answer;

	/**
	 * Creates the demand.
	 * @param beans the factory of the application's beans
	 * @param contextType the observation context
	 * @param conventionType the type of the beans that name it
	 * @param defaultName supplies the name of the observations if no bean provides
	 * another
	 */
	public ObservationDemand(BeanFactory beans, Class<? extends Observation.Context> contextType,
			Class<? extends ObservationConvention<?>> conventionType,
			Function<ObservationProperties, String> defaultName) {
		this.beans = beans;
		this.contextType = contextType;
		this.conventionType = conventionType;
		this.defaultName = defaultName;
	}

	/**
	 * Declares that a part of the application that is not a bean of a known type shapes
	 * observations.
	 */
	public void claim() {
		this.claimed = true;
	}

	/**
	 * Declares that a part of the application has a convention that may not be a bean.
	 * @param convention the convention, perhaps one of Spring's own
	 */
	public void claim(@Nullable ObservationConvention<?> convention) {
		if (convention != null && isNotSprings(convention)) {
			claim();
		}
	}

	/**
	 * Returns whether anything other than tracing listens to observations or shapes them.
	 * @return true as well while that is not known
	 */
	public boolean isWanted() {
		if (this.claimed) {
			return true;
		}
		Answer known = answer();
		return known == null || known.heard() || known.shaped();
	}

	/**
	 * Returns whether observations may have names and key values other than Spring's own,
	 * which must be added to the spans.
	 * @return true as well while that is not known
	 */
	public boolean isShaped() {
		if (this.claimed) {
			return true;
		}
		Answer known = answer();
		return known == null || known.shaped();
	}

	/**
	 * Returns whether the application has predicates that may turn an observation off.
	 * @return whether to call them
	 */
	public boolean isSwitched() {
		Answer known = answer();
		return known != null && (known.switched() || known.disabled());
	}

	/**
	 * Returns whether the application turns an observation off, and so its span.
	 * @param registry the registry that would create it
	 * @param question supplies a context like that of the observation, which implements
	 * {@link Question}
	 * @return whether there must be no span
	 */
	public boolean isTurnedOff(ObservationRegistry registry, Supplier<Observation.Context> question) {
		Answer known = answer();
		return known != null && (known.disabled() || (known.switched() && !registry.isNoop()
				&& Observation.createNotStarted(known.name(), question, registry).isNoop()));
	}

	/**
	 * Returns whether a property turns off all of these observations, and so their spans.
	 * @return whether there must be no span
	 */
	public boolean isDisabled() {
		ObservationProperties properties = properties();
		return !properties.getEnable().isEmpty() && !isEnabled(properties.getEnable(), name(properties));
	}

	/**
	 * Reads the property as Boot does: the longest name wins.
	 */
	private static boolean isEnabled(Map<String, Boolean> enable, String name) {
		String part = name;
		while (!part.isEmpty()) {
			Boolean enabled = enable.get(part);
			if (enabled != null) {
				return enabled;
			}
			part = part.substring(0, Math.max(part.lastIndexOf('.'), 0));
		}
		return enable.getOrDefault("all", true);
	}

	private @Nullable Answer answer() {
		Answer known = this.answer;
		if (known != null) {
			return known;
		}
		try {
			known = look();
			this.answer = known;
			return known;
		}
		catch (BeansException | IllegalStateException ex) {
			// Called for the first time while the handlers are being created, or after
			// they were destroyed.
			return null;
		}
	}

	private Answer look() {
		ObservationProperties properties = properties();
		boolean heard = of(ObservationHandler.class)
			.anyMatch((handler) -> !(handler instanceof TracingObservationHandler));
		boolean customized = of(ObservationRegistryCustomizer.class).anyMatch(ObservationDemand::isForeign);
		boolean shaped = customized || !properties.getKeyValues().isEmpty()
				|| of(this.conventionType).anyMatch(ObservationDemand::isNotSprings)
				|| of(GlobalObservationConvention.class).anyMatch(this::concerns)
				|| of(ObservationFilter.class).anyMatch(ObservationDemand::isForeign)
				|| of(ObservationHandler.class).anyMatch(ObservationDemand::mayShape);
		boolean switched = customized || of(ObservationPredicate.class).anyMatch(ObservationDemand::isForeign);
		return new Answer(heard, shaped, switched, isDisabled(), name(properties));
	}

	private ObservationProperties properties() {
		return this.beans.getBeanProvider(ObservationProperties.class).getIfAvailable(ObservationProperties::new);
	}

	private String name(ObservationProperties properties) {
		return of(this.conventionType).map(ObservationConvention::getName)
			.filter(Objects::nonNull)
			.findFirst()
			.orElseGet(() -> this.defaultName.apply(properties));
	}

	@SuppressWarnings("unchecked")
	private <T> Stream<T> of(Class<T> type) {
		return (Stream<T>) this.beans.getBeanProvider(ResolvableType.forClass(type)).orderedStream();
	}

	private boolean concerns(GlobalObservationConvention<?> convention) {
		Class<?> context = ResolvableType.forInstance(convention)
			.as(ObservationConvention.class)
			.getGeneric()
			.resolve();
		return context == null || context.isAssignableFrom(this.contextType);
	}

	/**
	 * Returns whether a handler may shape observations. Meter handlers and the like only
	 * read them.
	 */
	private static boolean mayShape(ObservationHandler<?> handler) {
		return !(handler instanceof TracingObservationHandler) && isForeign(handler)
				&& !handler.getClass().getName().startsWith("io.micrometer.");
	}

	/**
	 * Returns whether a convention is not one of Spring's own, which add nothing that a
	 * span does not have.
	 */
	private static boolean isNotSprings(Object convention) {
		return !convention.getClass().getName().startsWith("org.springframework.");
	}

	/**
	 * Returns whether a bean is neither Boot's nor the starter's. The package name does
	 * not identify the starter's beans, because an application may have a package below
	 * it.
	 */
	static boolean isForeign(Object bean) {
		Class<?> type = bean.getClass();
		return !type.getName().startsWith("org.springframework.boot.")
				&& !(type.getName().startsWith(OWN) && isIn(type, TracingAutoConfiguration.class));
	}

	private static boolean isIn(Class<?> type, Class<?> other) {
		return Objects.equals(type.getProtectionDomain().getCodeSource(), other.getProtectionDomain().getCodeSource());
	}

	/**
	 * Marks the context of an observation that is never started and serves only to find
	 * out whether it would be.
	 */
	public interface Question {

	}

	/**
	 * The result of the examination.
	 *
	 * @param heard whether there are handlers that create no spans
	 * @param shaped whether key values or names may come from the application
	 * @param switched whether there are predicates to call
	 * @param disabled whether a property turns all observations off
	 * @param name the name that is passed to predicates
	 */
	private record Answer(boolean heard, boolean shaped, boolean switched, boolean disabled, String name) {

	}

}
