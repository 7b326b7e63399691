package io.github.tracingstarter.instrument;

import java.util.List;
import java.util.Objects;

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
 * Observations that become spans but not metrics, for libraries that observe only on
 * request. The application has not asked for these metrics, which might clash with its
 * own metrics of the same name. The application's predicates, conventions and filters
 * apply; they are looked up at the first observation.
 */
public final class SpanObservations {

	private final Registry registry = new Registry();

	private final ObjectProvider<TracingObservationHandler<?>> handlers;

	private final ObjectProvider<ObservationPredicate> predicates;

	private final ObjectProvider<GlobalObservationConvention<?>> conventions;

	private final ObjectProvider<ObservationFilter> filters;

	private final ObjectProvider<ObservationMapper<?>> mappers;

	SpanObservations(ObjectProvider<TracingObservationHandler<?>> handlers,
			ObjectProvider<ObservationPredicate> predicates, ObjectProvider<GlobalObservationConvention<?>> conventions,
			ObjectProvider<ObservationFilter> filters, ObjectProvider<ObservationMapper<?>> mappers) {
		this.handlers = handlers;
		this.predicates = predicates;
		this.conventions = conventions;
		this.filters = filters;
		this.mappers = mappers;
	}

	/**
	 * Returns the registry to give to such a library. It is not a bean, because there
	 * must be only one bean of that type.
	 * @return the registry
	 */
	public ObservationRegistry registry() {
		return this.registry;
	}

	private ObservationConfig createConfig() {
		ObservationConfig config = new ObservationConfig();
		List<TracingObservationHandler<?>> handlers = this.handlers.orderedStream().toList();
		config.observationHandler(new FirstMatchingCompositeObservationHandler(handlers));
		this.predicates.orderedStream().forEach(config::observationPredicate);
		this.conventions.orderedStream().forEach(config::observationConvention);
		List<ObservationFilter> filters = this.filters.orderedStream().toList();
		filters.forEach(config::observationFilter);
		if (!handlers.isEmpty() && handlers.get(0) instanceof MappedObservationHandler
				&& filters.stream().allMatch(SpanObservations::isOfSpringBoot)) {
			leaveOutWhatIsReplaced(config);
		}
		return config;
	}

	/**
	 * Returns whether a filter is Boot's own, which adds key values and reads none.
	 */
	private static boolean isOfSpringBoot(ObservationFilter filter) {
		return filter.getClass().getName().startsWith("org.springframework.boot.");
	}

	/**
	 * Leaves out the key values that mappers replace. Nothing else sees them here. The
	 * application's conventions come first.
	 */
	private void leaveOutWhatIsReplaced(ObservationConfig config) {
		this.mappers.orderedStream()
			.map(ReplacedConvention::of)
			.filter(Objects::nonNull)
			.forEach(config::observationConvention);
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
				// No lock, because it would be held while beans are created.
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
