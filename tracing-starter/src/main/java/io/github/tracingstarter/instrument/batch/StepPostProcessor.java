package io.github.tracingstarter.instrument.batch;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.SpanObservations;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Enables the observation of a job's steps that are not beans, because Spring Batch sets
 * its registry only on beans. Their registry creates spans but not metrics, because the
 * application has no metrics for these steps.
 */
final class StepPostProcessor implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(StepPostProcessor.class);

	private static final PrivateField<ObservationRegistry> REGISTRY = PrivateField.of(AbstractStep.class,
			"observationRegistry", ObservationRegistry.class);

	private final ObjectProvider<SpanObservations> observations;

	private final ObjectProvider<SpringBatchProperties> properties;

	StepPostProcessor(ObjectProvider<SpanObservations> observations, ObjectProvider<SpringBatchProperties> properties) {
		this.observations = observations;
		this.properties = properties;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AbstractJob job && this.properties.getObject().enabled()) {
			try {
				job.getStepNames().forEach((name) -> observe(job, name));
			}
			catch (RuntimeException | LinkageError ex) {
				// The name of a job-scoped step is not available before the job runs.
				logger.debug("The steps of '%s' are observed only where they are beans".formatted(beanName), ex);
			}
		}
		return bean;
	}

	private void observe(AbstractJob job, String name) {
		if (job.getStep(name) instanceof AbstractStep step && REGISTRY.get(step) == ObservationRegistry.NOOP) {
			step.setObservationRegistry(this.observations.getObject().registry());
		}
	}

}
