import { ServiceNews, type ServiceStatus } from "../service/service-news";

export const allIsWell: ServiceStatus = { readOnly: false, message: null, retryAt: null };

/** News of a service that takes changes. */
export const quietNews = () => new ServiceNews({ ask: async () => allIsWell, later: () => () => {}, luck: () => 0 });
