package io.github.tracingstarter.instrument.quartz;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import org.quartz.Scheduler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * Auto-configuration of the tracing of Quartz.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass({ Scheduler.class, SchedulerFactoryBean.class })
@EnableConfigurationProperties(QuartzTracingProperties.class)
@Instrumentation(id = "quartz", name = "Quartz", description = "Jobs that Quartz runs.", type = "org.quartz.Scheduler",
		library = "quartz", nothing = "no scheduler has been found so far")
public final class QuartzTracingAutoConfiguration {

	@Bean
	static SchedulerPostProcessor quartzTracingPostProcessor(ObjectProvider<QuartzTracingProperties> properties,
			ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		return new SchedulerPostProcessor(properties, spans, report);
	}

}
