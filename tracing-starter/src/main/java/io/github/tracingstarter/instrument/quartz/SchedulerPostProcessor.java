package io.github.tracingstarter.instrument.quartz;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * Listens to all schedulers, including one that is created by a factory bean and that no
 * other bean uses.
 */
final class SchedulerPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<QuartzTracingProperties> properties;

	private final ObjectProvider<Spans> spans;

	private final BeanTracing beans;

	private volatile @Nullable JobTracing tracing;

	SchedulerPostProcessor(ObjectProvider<QuartzTracingProperties> properties, ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.spans = spans;
		this.beans = new BeanTracing("Quartz", "The jobs", report);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof SchedulerFactoryBean factory) {
			this.beans.change(beanName, () -> trace(factory.getObject(), beanName));
		}
		else if (bean instanceof Scheduler scheduler) {
			this.beans.change(beanName, () -> trace(scheduler, beanName));
		}
		return bean;
	}

	private void trace(@Nullable Scheduler scheduler, String beanName) {
		try {
			if (scheduler != null && this.properties.getObject().enabled() && tracing().listenTo(scheduler)) {
				this.beans.traced(beanName);
			}
		}
		catch (SchedulerException ex) {
			this.beans.leftAlone(beanName, "its jobs run elsewhere");
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
