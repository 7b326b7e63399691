package io.github.tracingstarter.instrument.transaction;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.util.ClassUtils;

/**
 * Registers the listener with transaction managers. They are not replaced, so everything
 * that is keyed by them still works.
 */
final class TransactionPostProcessor implements BeanPostProcessor {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			TransactionPostProcessor.class.getClassLoader());

	private final TransactionSpans spans;

	private final BeanTracing beans;

	TransactionPostProcessor(ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		this.spans = new TransactionSpans(spans);
		this.beans = new BeanTracing("transactions", "The transactions", report);
	}

	/**
	 * Adds the listener first, so that the application's listeners are called within the
	 * span when a transaction begins, and their exceptions do not leave a span open.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager) {
			this.beans.change(beanName, () -> {
				List<TransactionExecutionListener> listeners = new ArrayList<>();
				listeners.add(new TransactionListener(this.spans));
				listeners.addAll(manager.getTransactionExecutionListeners());
				manager.setTransactionExecutionListeners(listeners);
				this.beans.traced(beanName);
			});
		}
		else if (REACTOR && bean instanceof Advised proxy && !proxy.isFrozen()) {
			this.beans.change(beanName, () -> ReactiveTransactionAdvice.addTo(proxy, this.spans));
		}
		return bean;
	}

}
