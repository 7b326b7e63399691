package io.github.tracingstarter.instrument.quartz;

import java.util.Date;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.instrument.jdbc.JdbcTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.EventData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.listeners.JobListenerSupport;
import org.quartz.listeners.TriggerListenerSupport;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.MethodInvokingJobDetailFactoryBean;
import org.springframework.scheduling.quartz.QuartzJobBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs of a real scheduler, in memory and in a database.
 */
class QuartzTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(QuartzAutoConfiguration.class, QuartzTracingAutoConfiguration.class))
		.withUserConfiguration(Jobs.class);

	@Test
	void eachRunOfAJobBeginsATrace() {
		this.runner.run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			io.micrometer.tracing.Span request = tracer.nextSpan().name("request").start();
			try (Tracer.SpanInScope scope = tracer.withSpan(request)) {
				assertThat(scope).isNotNull();
				fire(context, Jobs.REPORT);
			}
			request.end();
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\nINTERNAL ReportJob.execute\n  INTERNAL work\n");
			Map<String, Object> attributes = RecordedSpans.attributes(spans.named("ReportJob.execute"));
			assertThat(String.valueOf(attributes.remove("quartz.trigger"))).startsWith("DEFAULT.");
			assertThat(attributes).containsOnly(Map.entry("quartz.job", "shop.report"),
					Map.entry("code.function.name", ReportJob.class.getName() + ".execute"));
			assertThat(context.getBean(TracingReport.class).entries())
				.contains(new TracingReport.Entry("Quartz", "quartzScheduler", true, ""));
		});
	}

	@Test
	void jobThatFailsHasTheApplicationsException() {
		this.runner.run((context) -> {
			fire(context, Jobs.FAILING);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL FailingJob.execute !\n");
			assertThat(RecordedSpans.attributes(spans.named("FailingJob.execute"))).containsEntry("error.type",
					"java.lang.IllegalStateException");
		});
	}

	@Test
	void jobThatCallsAMethodOfABeanHasItsName() {
		this.runner.withUserConfiguration(MethodJobs.class).run((context) -> {
			fire(context, Jobs.METHOD);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL Accounts.close\n");
			assertThat(RecordedSpans.attributes(spans.named("Accounts.close"))).containsEntry("code.function.name",
					Accounts.class.getName() + ".close");
		});
	}

	@Test
	void jobThatIsRefiredHasASpanEachTime() {
		this.runner.run((context) -> {
			fire(context, Jobs.REFIRED);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL RefiredJob.execute !\nINTERNAL RefiredJob.execute\n");
		});
	}

	@Test
	void misfireIsAnEventOfTheRunThatMakesUpForIt() {
		this.runner
			.withPropertyValues("spring.quartz.properties.org.quartz.jobStore.misfireThreshold=1000",
					"spring.quartz.auto-startup=false")
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				scheduler.scheduleJob(TriggerBuilder.newTrigger()
					.forJob(Jobs.REPORT)
					.startAt(new Date(System.currentTimeMillis() - 60_000))
					.withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
					.build());
				scheduler.start();
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				assertThat(spans.named("ReportJob.execute").getEvents()).extracting(EventData::getName)
					.containsExactly("misfired");
				fire(context, Jobs.REPORT);
				spans.await(4);
				assertThat(spans.all()).filteredOn((span) -> !span.getEvents().isEmpty()).hasSize(1);
			});
	}

	@Test
	void jobThatIsVetoedHasNoSpan() {
		this.runner.withUserConfiguration(Vetoing.class).run((context) -> {
			fire(context, Jobs.REPORT);
			assertThat(Vetoing.ASKED.await(20, TimeUnit.SECONDS)).isTrue();
			fire(context, Jobs.FAILING);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL FailingJob.execute !\n");
		});
	}

	@Test
	void listenersOfTheApplicationThatThrowLeaveNothingOpen() {
		this.runner.withUserConfiguration(Throwing.class).run((context) -> {
			fire(context, Jobs.REPORT);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL ReportJob.execute\n  INTERNAL work\n");
		});
	}

	@Test
	void statementsOfTheStoreMakeNoSpans() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTracingAutoConfiguration.class))
			.withPropertyValues("spring.quartz.job-store-type=jdbc", "spring.quartz.jdbc.initialize-schema=always",
					"spring.datasource.url=jdbc:h2:mem:quartz", "spring.datasource.generate-unique-name=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Scheduler.class).getMetaData().isJobStoreSupportsPersistence()).isTrue();
				fire(context, Jobs.REPORT);
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				fire(context, Jobs.REPORT);
				spans.await(4);
				assertThat(spans.tree()).isEqualTo("INTERNAL ReportJob.execute\n  INTERNAL work\n".repeat(2));
			});
	}

	@Test
	void noJobHasASpanWhereThatIsOff() {
		this.runner.withPropertyValues("tracing.quartz.enabled=false").run((context) -> {
			fire(context, Jobs.REPORT);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL work\n");
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.quartz.enabled",
				(isOn) -> fire(context, Jobs.REPORT), "INTERNAL request\nINTERNAL ReportJob.execute\n  INTERNAL work\n",
				"INTERNAL request\nINTERNAL work\n"));
	}

	@Test
	void applicationWithoutQuartz() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(QuartzTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.quartz"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("quartzTracingPostProcessor"));
	}

	private static void fire(ApplicationContext context, JobKey job) throws SchedulerException {
		context.getBean(Scheduler.class).triggerJob(job);
	}

	@Configuration(proxyBeanMethods = false)
	static class Jobs {

		static final JobKey REPORT = new JobKey("report", "shop");

		static final JobKey FAILING = new JobKey("failing", "shop");

		static final JobKey REFIRED = new JobKey("refired", "shop");

		static final JobKey METHOD = new JobKey("method", "shop");

		@Bean
		JobDetail report() {
			return JobBuilder.newJob(ReportJob.class).withIdentity(REPORT).storeDurably().build();
		}

		@Bean
		JobDetail failing() {
			return JobBuilder.newJob(FailingJob.class).withIdentity(FAILING).storeDurably().build();
		}

		@Bean
		JobDetail refired() {
			return JobBuilder.newJob(RefiredJob.class).withIdentity(REFIRED).storeDurably().build();
		}

	}

	/**
	 * Its data cannot be stored in a database.
	 */
	@Configuration(proxyBeanMethods = false)
	static class MethodJobs {

		@Bean
		MethodInvokingJobDetailFactoryBean method() {
			MethodInvokingJobDetailFactoryBean job = new MethodInvokingJobDetailFactoryBean();
			job.setTargetObject(new Accounts());
			job.setTargetMethod("close");
			job.setName(Jobs.METHOD.getName());
			job.setGroup(Jobs.METHOD.getGroup());
			return job;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Vetoing {

		static final CountDownLatch ASKED = new CountDownLatch(1);

		@Bean
		SchedulerFactoryBeanCustomizer vetoing() {
			return (factory) -> factory.setGlobalTriggerListeners(new TriggerListenerSupport() {

				@Override
				public String getName() {
					return "veto";
				}

				@Override
				public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
					ASKED.countDown();
					return trigger.getJobKey().equals(Jobs.REPORT);
				}

			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Throwing {

		@Bean
		SchedulerFactoryBeanCustomizer throwing() {
			return (factory) -> factory.setGlobalJobListeners(new JobListenerSupport() {

				@Override
				public String getName() {
					return "throwing";
				}

				@Override
				public void jobWasExecuted(JobExecutionContext context, @Nullable JobExecutionException failure) {
					throw new IllegalStateException("fails");
				}

			});
		}

	}

	static class ReportJob extends QuartzJobBean {

		private final Tracer tracer;

		ReportJob(Tracer tracer) {
			this.tracer = tracer;
		}

		@Override
		protected void executeInternal(JobExecutionContext context) {
			this.tracer.nextSpan().name("work").start().end();
		}

	}

	static class FailingJob implements Job {

		@Override
		public void execute(JobExecutionContext context) {
			throw new IllegalStateException("fails");
		}

	}

	static class RefiredJob implements Job {

		@Override
		public void execute(JobExecutionContext context) throws JobExecutionException {
			if (context.getRefireCount() == 0) {
				throw new JobExecutionException(new IllegalStateException("fails"), true);
			}
		}

	}

	public static class Accounts {

		public void close() {
			assertThat(Span.current().getSpanContext().isValid()).isTrue();
		}

	}

}
