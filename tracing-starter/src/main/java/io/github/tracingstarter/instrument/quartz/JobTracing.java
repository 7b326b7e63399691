package io.github.tracingstarter.instrument.quartz;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.quartz.ListenerManager;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.listeners.SchedulerListenerSupport;
import org.quartz.listeners.TriggerListenerSupport;

/**
 * Creates a span for each run of a job. Quartz calls all listeners on the job's thread.
 */
final class JobTracing implements JobListener {

	private static final String NAME = JobTracing.class.getName();

	/** The number of triggers to remember until their jobs run. */
	private static final int MAX_MISFIRED = 1000;

	private static final String MISFIRED = "misfired";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(JobTracing.class),
			"A job could not be traced. It is not affected.");

	private final Instrumenter<JobRun> instrumenter;

	private final ThreadLocal<JobRun> running = new ThreadLocal<>();

	private final Set<TriggerKey> misfired = ConcurrentHashMap.newKeySet();

	JobTracing(Spans spans) {
		this.instrumenter = Instrumenter.of(spans, "quartz", new JobConvention(), failures);
	}

	/**
	 * Registers the listeners with a scheduler, unless this has already been done.
	 * @param scheduler the scheduler
	 * @return whether they have been registered by this call
	 * @throws SchedulerException if the scheduler runs elsewhere
	 */
	boolean listenTo(Scheduler scheduler) throws SchedulerException {
		ListenerManager listeners = scheduler.getListenerManager();
		if (listeners.getJobListeners().stream().anyMatch((listener) -> NAME.equals(listener.getName()))) {
			return false;
		}
		listeners.addJobListener(this);
		listeners.addTriggerListener(new Misfires());
		listeners.addSchedulerListener(new Failures());
		return true;
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public void jobToBeExecuted(JobExecutionContext context) {
		failures.guard(() -> {
			finish(null);
			begin(context);
		});
	}

	/**
	 * Starts a new trace rather than continuing the trace in which the trigger was
	 * created, because a trigger may be in a database, come from another node, or fire
	 * for years.
	 */
	private void begin(JobExecutionContext context) {
		JobDetail job = context.getJobDetail();
		JobRun run = JobRun.of(job.getJobClass(), context.getMergedJobDataMap().get(JobRun.METHOD_INVOKER),
				job.getKey(), context.getTrigger().getKey());
		Span span = this.instrumenter.start(Context.root(), run);
		if (span != null) {
			if (this.misfired.remove(run.trigger)) {
				span.addEvent(MISFIRED);
			}
			run.span = span;
			run.scope = this.instrumenter.open(Context.root().with(span));
			this.running.set(run);
		}
	}

	@Override
	public void jobWasExecuted(JobExecutionContext context, @Nullable JobExecutionException failure) {
		finish(failure);
	}

	/**
	 * The job did not run, so there is no span.
	 */
	@Override
	public void jobExecutionVetoed(JobExecutionContext context) {
		this.misfired.remove(context.getTrigger().getKey());
	}

	private void finish(@Nullable Throwable failure) {
		JobRun run = this.running.get();
		if (run != null && run.span != null && run.scope != null) {
			this.running.remove();
			this.instrumenter.close(run.scope);
			this.instrumenter.describe(run.span, run, failure);
			this.instrumenter.end(run.span);
		}
	}

	/**
	 * Remembers misfires, which the scheduler reports when it detects them, before the
	 * job runs.
	 */
	private final class Misfires extends TriggerListenerSupport {

		@Override
		public String getName() {
			return NAME;
		}

		@Override
		public void triggerMisfired(Trigger trigger) {
			if (JobTracing.this.misfired.size() < MAX_MISFIRED) {
				JobTracing.this.misfired.add(trigger.getKey());
			}
		}

	}

	/**
	 * Ends runs whose listener was not called, because a job listener of the application
	 * before it threw an exception.
	 */
	private final class Failures extends SchedulerListenerSupport {

		@Override
		public void schedulerError(String message, SchedulerException cause) {
			if (message.startsWith("Unable to notify JobListener(s)")) {
				finish(null);
			}
		}

		@Override
		public void triggerFinalized(Trigger trigger) {
			JobTracing.this.misfired.remove(trigger.getKey());
		}

	}

}
