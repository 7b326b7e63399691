package io.github.tracingstarter.report;

import java.util.List;

/**
 * Shows and controls the export of a signal while the application runs. A bean for each
 * signal that the starter itself exports.
 */
public interface ExportControl {

	/**
	 * What it exports.
	 * @return the signal
	 */
	DestinationStatus.Signal signal();

	/**
	 * Returns the status of each destination.
	 * @return the destinations
	 */
	List<DestinationStatus> destinations();

	/**
	 * Stops sending or goes on with it. Records that are made in the meantime are not
	 * sent later, those that wait already are still sent.
	 * @param paused whether to stop
	 */
	void pause(boolean paused);

}
