package io.github.tracingstarter.ui;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Logs the address of the page once, when the application is ready.
 */
class UiAnnouncement implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(UiAnnouncement.class);

	private final ApplicationContext applicationContext;

	private final UiAddress address;

	UiAnnouncement(ApplicationContext applicationContext, UiAddress address) {
		this.applicationContext = applicationContext;
		this.address = address;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		String page = this.address.page();
		// The events of child contexts are received as well.
		if (page != null && event.getApplicationContext() == this.applicationContext) {
			logger.info("Traces at " + page);
		}
	}

}
