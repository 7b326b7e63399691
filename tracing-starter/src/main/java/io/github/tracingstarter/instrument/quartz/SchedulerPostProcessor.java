package io.github.tracingstarter.instrument.quartz;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * Listens to all schedulers. One whose factory is a bean need not be asked for by anyone.
 */
final class SchedulerPostProcessor implements BeanPostProcessor {

	private static final String REPORTED = "Quartz";

	private static final Log logger = LogFactory.getLog(SchedulerPostProcessor.class);

	private final ObjectProvider<QuartzTracingProperties> properties;

	private final ObjectProvider<Spans> spans;

	private final ObjectProvider<TracingReport> report;

	private volatile @Nullable JobTracing tracing;

	SchedulerPostProcessor(ObjectProvider<QuartzTracingProperties> properties, ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.spans = spans;
		this.report = report;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof SchedulerFactoryBean factory) {
			trace(factory.getObject(), beanName);
		}
		else if (bean instanceof Scheduler scheduler) {
			trace(scheduler, beanName);
		}
		return bean;
	}

	private void trace(@Nullable Scheduler scheduler, String beanName) {
		try {
			if (scheduler != null && this.properties.getObject().enabled() && tracing().listenTo(scheduler)) {
				this.report.getObject().traced(REPORTED, beanName);
			}
		}
		catch (SchedulerException ex) {
			this.report.getObject().leftAlone(REPORTED, beanName, "its jobs run elsewhere");
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("The jobs of '%s' are not traced".formatted(beanName), ex);
		}
	}

	private JobTracing tracing() {
		JobTracing tracing = this.tracing;
		if (tracing == null) {
			tracing = new JobTracing(this.spans.getObject());
			this.tracing = tracing;
		}
		return tracing;
	}

}
