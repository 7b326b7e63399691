package io.github.tracingstarter.instrument;

import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationRegistry.ObservationConfig;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Observations that become spans but no metrics, for libraries that observe only on
 * request. The application has not asked for these metrics, which might clash with its
 * own under the same name. Its predicates, conventions and filters apply; they are looked
 * up at the first observation.
 */
public final class SpanObservations {

	private final Registry registry = new Registry();

	private final ObjectProvider<TracingObservationHandler<?>> handlers;

	private final ObjectProvider<ObservationPredicate> predicates;

	private final ObjectProvider<GlobalObservationConvention<?>> conventions;

	private final ObjectProvider<ObservationFilter> filters;

	SpanObservations(ObjectProvider<TracingObservationHandler<?>> handlers,
			ObjectProvider<ObservationPredicate> predicates, ObjectProvider<GlobalObservationConvention<?>> conventions,
			ObjectProvider<ObservationFilter> filters) {
		this.handlers = handlers;
		this.predicates = predicates;
		this.conventions = conventions;
		this.filters = filters;
	}

	/**
	 * The registry to give to such a library. It is no bean, as there is to be one of the
	 * type.
	 * @return the registry
	 */
	public ObservationRegistry registry() {
		return this.registry;
	}

	private ObservationConfig createConfig() {
		ObservationConfig config = new ObservationConfig();
		config.observationHandler(new FirstMatchingCompositeObservationHandler(this.handlers.orderedStream().toList()));
		this.predicates.orderedStream().forEach(config::observationPredicate);
		this.conventions.orderedStream().forEach(config::observationConvention);
		this.filters.orderedStream().forEach(config::observationFilter);
		return config;
	}

	private final class Registry implements ObservationRegistry {

		/**
		 * All registries of Micrometer share the current observation.
		 */
		private final ObservationRegistry current = ObservationRegistry.create();

		private volatile @Nullable ObservationConfig config;

		@Override
		public ObservationConfig observationConfig() {
			ObservationConfig config = this.config;
			if (config == null) {
				// No lock: it would be held while beans are made.
				config = createConfig();
				this.config = config;
			}
			return config;
		}

		@Override
		public @Nullable Observation getCurrentObservation() {
			return this.current.getCurrentObservation();
		}

		@Override
		public Observation.@Nullable Scope getCurrentObservationScope() {
			return this.current.getCurrentObservationScope();
		}

		@Override
		public void setCurrentObservationScope(Observation.@Nullable Scope scope) {
			this.current.setCurrentObservationScope(scope);
		}

	}

}
