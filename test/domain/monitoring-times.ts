// When the monitoring of these tests was lost, what it was backed up at, and when a run begins.

export const at = Date.parse('2030-03-04T07:06:00Z')
export const moment = '2030-03-04T02:00:18Z'
export const lostAt = '2030-03-04T06:58:30Z'
